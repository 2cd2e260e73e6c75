using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.FaultInjection.Clusters;
using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.Cluster.Tests.Faults;

/// <summary>Local updates and the fast mode, while trainers die and hang.</summary>
public sealed class ModeTests
{
    private const int Steps = 200;
    private const int Rounds = 80;
    private const int InnerSteps = 4;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LocalUpdates_TrainerKilledAndOneStalls_SameResultAsUndisturbed()
    {
        Requirements.SkipUnlessMet();
        await using var cluster = await ProcessCluster.StartAsync(controls: 1, trainers: 3, Token);
        var spec = TinyRun.Spec("local", Rounds, checkpointEvery: 10);
        spec = spec with { BatchSize = spec.BatchSize * InnerSteps, LocalUpdates = new LocalUpdateSpec { InnerSteps = InnerSteps } };
        var (disturbed, _) = await DisturbAsync(cluster, spec, Rounds / 10);
        var run = await cluster.StartRunAsync(spec with { Name = "undisturbed" }, TrainerRange.One);
        var undisturbed = await run.EndAsync(RunState.Completed, Limit, Token);
        Assert.Equal(new CreditDifference(0, 0, 0), CreditDifference.Between(undisturbed.Cases, disturbed.Cases));
        Assert.Equal((undisturbed.DrawHash, undisturbed.ModelHash), (disturbed.DrawHash, disturbed.ModelHash));
    }

    /// <summary>Whoever woke up with another gradient than the others' must not have gone on with it.</summary>
    [Fact]
    public async Task FastMode_TrainerKilledAndOneStalls_EachDrawIsCreditedOnceAndReplicasAgree()
    {
        Requirements.SkipUnlessMet();
        await using var cluster = await ProcessCluster.StartAsync(controls: 1, trainers: 3, Token);
        var spec = TinyRun.Spec("fast", Steps);
        var (outcome, events) = await DisturbAsync(cluster, spec with { Compute = spec.Compute with { Mode = ComputeMode.Fast } }, Steps / 5);
        Assert.DoesNotContain(events, item => item.Kind is RunEventKind.Differs or RunEventKind.Restored);
        Assert.Equal((Steps, Steps * spec.BatchSize), (outcome.StepsCommitted, outcome.DrawsIssued));
        Assert.Equal(outcome.DrawsIssued, outcome.DrawsCredited);
    }

    /// <summary>The same with trainers that compute other bits in the exact mode: as they do so, nobody may compute another's part.</summary>
    [Fact]
    public async Task UnlikeTrainers_TrainerKilledAndOneStalls_EachDrawIsCreditedOnceAndReplicasAgree()
    {
        Requirements.SkipUnlessMet();
        UnlikeTrainer.SkipUnlessPossible();
        await using var cluster = await ProcessCluster.StartAsync(controls: 1, trainers: 2, Token);
        await cluster.StartSiloAsync(SiloRole.Trainer, UnlikeTrainer.Environment, Token);
        var spec = TinyRun.Spec("unlike", Steps);
        var (outcome, events) = await DisturbAsync(cluster, spec, Steps / 5);
        Assert.DoesNotContain(events, item => item.Kind is RunEventKind.Differs or RunEventKind.Restored);
        Assert.Contains(events, item => item.Kind == RunEventKind.MixedKinds);
        Assert.Equal((Steps, Steps * spec.BatchSize), (outcome.StepsCommitted, outcome.DrawsIssued));
        Assert.Equal(outcome.DrawsIssued, outcome.DrawsCredited);
    }

    /// <summary>Kills one trainer, has another stand still for longer than its lease, and waits for the end.</summary>
    private static async Task<(RunOutcome Outcome, IReadOnlyList<RunEvent> Events)> DisturbAsync(ProcessCluster cluster, RunSpec spec, long after)
    {
        var trainers = cluster.Running(SiloRole.Trainer);
        var run = await cluster.StartRunAsync(spec with { Compute = spec.Compute with { AuditEvery = 1 } }, TrainerRange.Any);
        await run.WaitUntilAsync(status => status.StepsCommitted >= after && DisturbedRun.MembersOf(status) == trainers.Count, Limit, Token);
        await trainers[0].Kill9Async();
        await run.WaitForEventAsync(item => item.Kind == RunEventKind.Lost && item.Trainer?.Silo == trainers[0].Address, Limit, Token);
        trainers[1].Stop();
        await run.WaitForEventAsync(item => item.Kind == RunEventKind.Lost && item.Trainer?.Silo == trainers[1].Address, Limit, Token);
        trainers[1].Continue();
        await DisturbedRun.AssertTrainsAsync(run);
        var outcome = await run.EndAsync(RunState.Completed, Limit, Token);
        return (outcome, await run.EventsAsync(Token));
    }
}
