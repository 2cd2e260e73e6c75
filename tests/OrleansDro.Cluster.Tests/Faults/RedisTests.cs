namespace OrleansDro.Cluster.Tests.Faults;

/// <summary>The server that keeps members and state goes away for a while.</summary>
public sealed class RedisTests(ReferenceRun reference)
{
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
    public Task Suspend_ForTenSeconds_SameResult() => DisturbedRun.TrainAsync(reference, controls: 1, trainers: 1, async (cluster, _) =>
    {
        cluster.Redis.Suspend();
        await Task.Delay(TimeSpan.FromSeconds(10), Token);
        cluster.Redis.Continue();
    });
}
