using Orleans.TestingHost;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Tests.Audits;

/// <summary>Runs in which each step is audited, while trainers leave, join and fall silent in the middle of an audit: none of it may stop a run or change its result.</summary>
public sealed class DisturbedAuditTests
{
    private const int DisturbedAfter = 10;

    [Fact]
    public async Task Complete_TrainerLeavesDuringAnAudit_GoesOnWithTheSameResult()
    {
        var calls = new HeldCalls();
        await using var cluster = await SiloCluster.StartAsync(2, configure: calls.Watch);
        await AssertUndisturbed(cluster, async _ =>
        {
            var silo = await NotTheHomeOfTheRun(cluster);
            using var votes = calls.Hold(nameof(IRunCoordinator.SubmitAuditVote), silo.SiloAddress.Equals);
            await calls.Arrived(nameof(IRunCoordinator.SubmitAuditVote));
            await cluster.KillAsync(silo);
        });
    }

    /// <summary>Its vote is never heard, and its lease ends while the others wait for it.</summary>
    [Fact]
    public async Task Complete_TrainerIsLostDuringAnAudit_GoesOnWithTheSameResult()
    {
        var calls = new HeldCalls();
        await using var cluster = await SiloCluster.StartAsync(3, configure: calls.Watch);
        await AssertUndisturbed(cluster, async run =>
        {
            var silo = await NotTheHomeOfTheRun(cluster);
            var members = (await run.GetStatus()).Generation;
            using var votes = calls.Hold(nameof(IRunCoordinator.SubmitAuditVote), silo.SiloAddress.Equals);
            await calls.Arrived(nameof(IRunCoordinator.SubmitAuditVote));
            using var beats = calls.Hold(nameof(IRunCoordinator.Heartbeat), silo.SiloAddress.Equals);
            await SmallRun.Until(run, status => status.Generation > members && Members(status) == 2);
        });
    }

    [Fact]
    public async Task Complete_TrainerJoinsDuringAnAudit_GoesOnWithTheSameResult()
    {
        var calls = new HeldCalls();
        await using var cluster = await SiloCluster.StartAsync(2, configure: calls.Watch);
        await AssertUndisturbed(cluster, async run =>
        {
            using var held = calls.Hold(nameof(IRunCoordinator.SubmitAuditVote), cluster.Silos[0].SiloAddress.Equals);
            await calls.Arrived(nameof(IRunCoordinator.SubmitAuditVote));
            await cluster.JoinAsync();
        });
    }

    [Fact]
    public async Task Complete_RunDoesNotAnswerForAWhile_GoesOnWithoutAudits()
    {
        var calls = new HeldCalls();
        await using var cluster = await SiloCluster.StartAsync(2, configure: calls.Watch);
        await AssertUndisturbed(cluster, async run =>
        {
            using var held = calls.Hold(nameof(IRunCoordinator.SubmitAuditVote), _ => true);
            await calls.Arrived(nameof(IRunCoordinator.SubmitAuditVote));
            var before = (await run.GetStatus()).StepsCommitted;
            await SmallRun.Until(run, status => status.StepsCommitted > before + 2);
        });
    }

    private static async Task AssertUndisturbed(SiloCluster cluster, Func<IRunGrain, Task> disturb)
    {
        var spec = SmallRun.Spec(steps: 60);
        spec = spec with { Compute = spec.Compute with { AuditEvery = 1 } };
        var undisturbed = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = SmallRun.Again(spec) });
        var run = cluster.Grains.GetGrain<IRunGrain>(spec.Name);
        await run.Start(new RunStart { Spec = spec, Trainers = TrainerRange.Any });
        await SmallRun.Until(run, status => status.StepsCommitted >= DisturbedAfter && Members(status) == cluster.Silos.Count);
        await disturb(run);
        Assert.Equal(RunState.Completed, (await SmallRun.Follow(run)).State);
        Assert.DoesNotContain(await run.GetEvents(), item => item.Kind is RunEventKind.AuditDiffers or RunEventKind.Evicted or RunEventKind.Restored);
        var disturbed = (await run.GetResult())!;
        Assert.Equal(undisturbed.ModelHash, disturbed.ModelHash);
        Assert.Equal(undisturbed.Cases, disturbed.Cases);
        Assert.Equal(disturbed.DrawsIssued, disturbed.DrawsCredited);
    }

    private static int Members(RunStatus status) => status.Trainers.Count(trainer => trainer.MicroBatches.Count > 0);

    private static async Task<InProcessSiloHandle> NotTheHomeOfTheRun(SiloCluster cluster)
    {
        var activations = await cluster.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        var home = activations.First(activation => activation.GrainType.Contains(".RunGrain", StringComparison.Ordinal)).SiloAddress;
        return cluster.Silos.First(silo => !silo.SiloAddress.Equals(home));
    }
}
