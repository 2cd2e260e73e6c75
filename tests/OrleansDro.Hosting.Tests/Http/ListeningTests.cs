using System.Net;
using OrleansDro.Hosting.Http;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Hosting.Tests.Http;

/// <summary>Where a process listens, and by which names it may be asked.</summary>
public sealed class ListeningTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("10.0.0.5", null)]
    [InlineData("10.0.0.5", "")]
    [InlineData("0.0.0.0", null)]
    [InlineData("::", null)]
    [InlineData("fd00::5", null)]
    public async Task Start_OthersReachItWithoutAToken_IsRefused(string address, string? token)
    {
        var exception = await Assert.ThrowsAsync<InvalidInputException>(
            () => EmbeddedCluster.StartAsync(http: new HttpApiOptions { Address = IPAddress.Parse(address), Token = token }, cancellationToken: Token));
        Assert.Contains($"{address} (HttpApiOptions.Address)", exception.Message, StringComparison.Ordinal);
        Assert.Contains("ORLEANSDRO_API_TOKEN", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1", null)]
    [InlineData("127.0.0.2", null)]
    [InlineData("::1", null)]
    [InlineData("10.0.0.5", "token")]
    [InlineData("::", "token")]
    public void Check_LoopbackOrToken_IsAllowed(string address, string? token) => new HttpApiOptions { Address = IPAddress.Parse(address), Token = token }.Check();

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("*.example.org")]
    [InlineData("silo.example.org:80")]
    [InlineData("http://silo.example.org")]
    [InlineData("a b")]
    public void Check_HostThatIsNoName_IsRefused(string host)
    {
        var exception = Assert.Throws<InvalidInputException>(new HttpApiOptions { Token = null, Hosts = ["good.example.org", host] }.Check);
        Assert.Contains($"'{host}' (HttpApiOptions.Hosts)", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_HostHeader_OnlyOwnNamesAreAnswered()
    {
        var options = new HttpApiOptions { Address = IPAddress.Parse("127.0.0.2"), Token = null, Hosts = ["silo.example.org", "fd00::5", "[fd00::6]"] };
        await using var cluster = await EmbeddedCluster.StartAsync(http: options, cancellationToken: Token);
        var address = cluster.HttpAddress!;
        Assert.Equal("127.0.0.2", address.Host);
        using var client = new HttpClient();
        foreach (var host in new[] { address.Authority, "127.0.0.2", "127.0.0.1:80", "localhost", "silo.example.org:443", "SILO.example.org", "[fd00::5]:5080", "[fd00::6]" })
        {
            Assert.Equal((host, HttpStatusCode.OK), (host, await Get(host)));
        }

        foreach (var host in new[] { "evil.example.org", "127.0.0.3", "silo.example.org.evil.org", "[fd00::7]" })
        {
            Assert.Equal((host, HttpStatusCode.BadRequest), (host, await Get(host)));
        }

        async Task<HttpStatusCode> Get(string host)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "/health/live")) { Headers = { Host = host } };
            using var response = await client.SendAsync(request, Token);
            return response.StatusCode;
        }
    }

    [Fact]
    public void AllowedHosts_AllAddresses_HasThoseOfTheMachine()
    {
        var hosts = new HttpApiOptions { Address = IPAddress.IPv6Any, Token = "token" }.AllowedHosts();
        Assert.Contains("127.0.0.1", hosts);
        Assert.DoesNotContain("0.0.0.0", hosts);
        Assert.DoesNotContain("*", hosts);
        Assert.All(hosts.Where(host => host.Contains(':', StringComparison.Ordinal)), host => Assert.Matches(@"^\[[0-9a-f:.]+\]$", host));
    }
}
