using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Cluster.Tests.Faults;

/// <summary>The server that stores members and state is lost for some time.</summary>
public sealed class RedisTests(ReferenceRun reference)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task Restart_InTheMiddleInGoodOrderAndKilled_SameResult() => DisturbedRun.TrainAsync(reference, controls: 1, trainers: 1, async (cluster, run) =>
    {
        foreach (var end in new[] { cluster.Redis.StopAsync, cluster.Redis.KillAsync })
        {
            await end();
            await DisturbedRun.AssertTrainsAsync(run);
            await cluster.Redis.StartAsync(Token);
        }
    });

    [Fact]
    public Task Suspend_UntilTheRunWaitsForIt_SameResult() => DisturbedRun.TrainAsync(reference, controls: 1, trainers: 1, async (cluster, run) =>
    {
        cluster.Redis.Suspend();
        await run.WaitUntilAsync(status => status.Waiting == WaitReason.Storage, Limit, Token);
        cluster.Redis.Continue();
    });
}
