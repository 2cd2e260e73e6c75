using System.Net;
using System.Net.NetworkInformation;
using OrleansDro.Hosting.Http;

namespace OrleansDro.Hosting.Tests;

[Collection(nameof(ServerTests))]
public sealed class EmbeddedClusterTests(ServerFixture server)
{
    [Fact]
    public async Task Start_WithoutHttp_HasNoAddress()
    {
        await using var cluster = await EmbeddedCluster.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Null(cluster.HttpAddress);
    }

    [Fact]
    public void Start_PortZero_ListensOnLoopbackOnly()
    {
        var address = server.Cluster.HttpAddress!;
        var listeners = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(listener => listener.Port == address.Port);
        Assert.Equal([IPAddress.Loopback], listeners.Select(listener => listener.Address));
    }

    [Fact]
    public async Task Start_PortInUse_FailsAndNamesIt()
    {
        var port = server.Cluster.HttpAddress!.Port;
        var exception = await Assert.ThrowsAsync<IOException>(() => EmbeddedCluster.StartAsync(http: new HttpApiOptions { Port = port }, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains(FormattableString.Invariant($":{port}"), exception.Message, StringComparison.Ordinal);
    }
}
