using System.Net;
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
        Assert.True(IPAddress.IsLoopback(IPAddress.Parse(address.Host)));
        Assert.InRange(address.Port, 1, 65535);
    }

    [Fact]
    public async Task Start_PortInUse_FailsAndNamesIt()
    {
        var port = server.Cluster.HttpAddress!.Port;
        var exception = await Assert.ThrowsAsync<IOException>(() => EmbeddedCluster.StartAsync(http: new HttpApiOptions { Port = port }, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains(FormattableString.Invariant($":{port}"), exception.Message, StringComparison.Ordinal);
    }
}
