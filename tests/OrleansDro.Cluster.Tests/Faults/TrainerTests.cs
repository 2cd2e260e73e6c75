using OrleansDro.Abstractions.Runs;
using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.Cluster.Tests.Faults;

/// <summary>Trainers come, go, die and hang; the result stays.</summary>
public sealed class TrainerTests(ReferenceRun reference)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task Join_InTheMiddle_SameResult() => DisturbedRun.TrainAsync(reference, controls: 1, trainers: 1, async (cluster, run) =>
    {
        await cluster.StartSiloAsync(SiloRole.Trainer, Token);
        await run.WaitUntilAsync(status => DisturbedRun.MembersOf(status) == 2, Limit, Token);
    });

    [Fact]
    public Task Kill9_OneOfThree_IsNoticedAndSameResult() => DisturbedRun.TrainAsync(reference, controls: 1, trainers: 3, async (cluster, run) =>
    {
        var silo = cluster.Running(SiloRole.Trainer)[0];
        await silo.Kill9Async();
        await run.WaitForEventAsync(item => item.Kind == RunEventKind.Lost && item.Trainer?.Silo == silo.Address, Limit, Token);
    });

    [Fact]
    public Task Kill9_OfTheOnlyTrainer_WaitsForAnotherAndSameResult() => DisturbedRun.TrainAsync(reference, controls: 1, trainers: 1, async (cluster, run) =>
    {
        var killed = DateTimeOffset.UtcNow;
        await cluster.Running(SiloRole.Trainer)[0].Kill9Async();
        await run.WaitUntilAsync(status => status.Waiting == WaitReason.NoTrainers, Limit, Token);
        await cluster.StartSiloAsync(SiloRole.Trainer, Token);
        AssertNoAttempts(cluster.LastOutputs);
    });

    /// <summary>Retries of Orleans are not logged.</summary>
    private static void AssertNoAttempts(string log)
    {
        Assert.DoesNotContain("error:", log, StringComparison.Ordinal);
        Assert.DoesNotContain("Execution attempt", log, StringComparison.Ordinal);
        Assert.DoesNotContain("My range changed", log, StringComparison.Ordinal);
    }

    [Fact]
    public Task Terminate_OfTheOnlyTrainer_SavesForItsSuccessorAndSameResult() => DisturbedRun.TrainAsync(reference, controls: 1, trainers: 1, async (cluster, run) =>
    {
        await cluster.Running(SiloRole.Trainer)[0].TerminateAsync(Token);
        var steps = (await run.StatusAsync(Token)).StepsCommitted;
        await cluster.StartSiloAsync(SiloRole.Trainer, Token);
        var restored = await run.WaitForEventAsync(item => item.Kind == RunEventKind.Restored, Limit, Token);
        Assert.True(restored.Step == steps, await run.DescribeAsync());
    });

    [Fact]
    public Task TerminateOneAndStallAnother_InTheMiddle_OneLeavesInGoodOrderTheOtherIsDroppedAndSameResult() =>
        DisturbedRun.TrainAsync(reference, controls: 1, trainers: 3, async (cluster, run) =>
        {
            var leaving = cluster.Running(SiloRole.Trainer)[0];
            await leaving.TerminateAsync(Token);
            await DisturbedRun.AssertTrainsAsync(run);
            var kinds = (await run.EventsAsync(Token)).Where(item => item.Trainer?.Silo == leaving.Address).Select(item => item.Kind).ToArray();
            Assert.True(kinds.Contains(RunEventKind.Left) && !kinds.Contains(RunEventKind.Lost), await run.DescribeAsync());

            var stalled = cluster.Running(SiloRole.Trainer)[0];
            stalled.Stop();
            await run.WaitForEventAsync(item => item.Kind == RunEventKind.Lost && item.Trainer?.Silo == stalled.Address, Limit, Token);
            stalled.Continue();
            await DisturbedRun.AssertTrainsAsync(run);
        });
}
