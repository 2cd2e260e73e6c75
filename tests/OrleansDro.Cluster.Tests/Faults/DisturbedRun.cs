using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.FaultInjection.Clusters;

namespace OrleansDro.Cluster.Tests.Faults;

/// <summary>Trains the reference's steps on a cluster of processes to which something is done in the middle.</summary>
internal static class DisturbedRun
{
    private const int StepsBefore = 60; // Two checkpoints are safe by then.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Trains, disturbs, and compares the end with the reference.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="controls">Control silos.</param>
    /// <param name="trainers">Trainer silos.</param>
    /// <param name="disturb">What is done once some steps are committed; null: nothing.</param>
    public static async Task TrainAsync(ReferenceRun reference, int controls, int trainers, Func<ProcessCluster, RunHandle, Task>? disturb = null)
    {
        Requirements.SkipUnlessMet();
        await using var cluster = await ProcessCluster.StartAsync(controls, trainers, Token);
        var run = await cluster.StartRunAsync(ReferenceRun.Spec, TrainerRange.Any);
        await run.WaitUntilAsync(status => status.StepsCommitted >= StepsBefore && MembersOf(status) == Math.Min(trainers, ReferenceRun.Spec.MicroBatches), Limit, Token);
        if (disturb is not null)
        {
            await disturb(cluster, run);
        }

        await reference.AssertSameAsync(await run.EndAsync(RunState.Completed, Limit, Token));
    }

    /// <summary>How many trainers compute something.</summary>
    public static int MembersOf(RunStatus status) => status.Trainers.Count(trainer => trainer.MicroBatches.Count > 0);

    /// <summary>Fails where the run is over: what was done to it then shows nothing.</summary>
    public static async Task AssertTrainsAsync(RunHandle run)
    {
        var status = await run.StatusAsync(Token);
        Assert.True(status.State is RunState.Training or RunState.Preparing, $"The run is {status.State} already: it needs more steps.");
    }
}
