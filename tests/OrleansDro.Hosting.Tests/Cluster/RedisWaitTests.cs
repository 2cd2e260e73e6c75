using System.Net;
using System.Net.Sockets;
using OrleansDro.Hosting.Cluster;

namespace OrleansDro.Hosting.Tests.Cluster;

public sealed class RedisWaitTests
{
    [Fact]
    public async Task Wait_NobodyListens_ReportsOnceAndEndsInTime()
    {
        var reported = new List<string>();
        var exception = await Assert.ThrowsAsync<ClusterException>(
            () => RedisWait.WaitAsync(Nobody(), TimeSpan.FromSeconds(1.5), reported.Add, TestContext.Current.CancellationToken));
        Assert.Contains("did not answer within 1.5 s", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Waiting up to 1.5 s for Redis", Assert.Single(reported), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wait_Cancelled_Ends()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RedisWait.WaitAsync(Nobody(), TimeSpan.FromMinutes(1), _ => { }, stop.Token));
    }

    [Fact]
    public async Task Connect_NobodyListens_SaysThatItIsRedis()
    {
        var exception = await Assert.ThrowsAsync<ClusterException>(
            () => ClusterClient.ConnectAsync(new ClusterAddress(Nobody()), TimeSpan.FromSeconds(1), cancellationToken: TestContext.Current.CancellationToken));
        Assert.StartsWith("Redis at 127.0.0.1:", exception.Message, StringComparison.Ordinal);
    }

    private static RedisAccess Nobody()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Assert.True(RedisAddress.TryParse($"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", out var address));
        return new RedisAccess(address);
    }
}
