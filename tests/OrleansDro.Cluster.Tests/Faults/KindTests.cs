using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.FaultInjection.Clusters;
using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.Cluster.Tests.Faults;

/// <summary>Trainers in processes of which one is capped to a smaller instruction set, as unlike processors are.</summary>
public sealed class KindTests
{
    private const int Steps = 60;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Train_OneTrainerIsCapped_ReplicasAgreeAndItIsToldThatTheBitsCannotBeRepeated()
    {
        Requirements.SkipUnlessMet();
        UnlikeTrainer.SkipUnlessPossible();
        var (status, events, result) = await TrainAsync(UnlikeTrainer.Environment);
        Assert.DoesNotContain(events, item => item.Kind is RunEventKind.Differs or RunEventKind.Restored);
        Assert.Single(events, item => item.Kind == RunEventKind.MixedKinds);
        Assert.Equal((2, true), (status.Kinds.Count, status.HasMixedKinds));
        Assert.Equal(2, result.Fingerprints.Select(fingerprint => fingerprint.Kernels).Distinct().Count());
        Assert.Single(result.Fingerprints.Select(fingerprint => fingerprint with { Kernels = "" }).Distinct());
        Assert.False(result.IsRepeatable);
        Assert.Equal((Steps, result.DrawsIssued), (result.StepsCommitted, result.DrawsCredited));
    }

    [Fact]
    public async Task Train_EqualEnvironments_NothingIsTold()
    {
        Requirements.SkipUnlessMet();
        var (status, events, result) = await TrainAsync(new Dictionary<string, string>());
        Assert.DoesNotContain(events, item => item.Kind is RunEventKind.MixedKinds or RunEventKind.OtherKind or RunEventKind.Differs or RunEventKind.Restored);
        Assert.Equal((1, false), (status.Kinds.Count, status.HasMixedKinds));
        Assert.Single(result.Fingerprints);
        Assert.True(result.IsRepeatable);
    }

    /// <summary>Trains with two trainers from the first step on, one of which has variables in its environment.</summary>
    private static async Task<(RunStatus Training, IReadOnlyList<RunEvent> Events, RunResult Result)> TrainAsync(IReadOnlyDictionary<string, string> environment)
    {
        await using var cluster = await ProcessCluster.StartAsync(controls: 1, trainers: 1, Token);
        await cluster.StartSiloAsync(SiloRole.Trainer, environment, Token);
        var run = await cluster.StartRunAsync(TinyRun.Spec("kinds", Steps), TrainerRange.Exactly(2));
        var training = await run.WaitForTrainersAsync(2, Limit, Token);
        await run.EndAsync(RunState.Completed, Limit, Token);
        var result = await cluster.Grains.GetGrain<IRunGrain>(run.Name).GetResult();
        return (training, await run.EventsAsync(Token), result!);
    }
}
