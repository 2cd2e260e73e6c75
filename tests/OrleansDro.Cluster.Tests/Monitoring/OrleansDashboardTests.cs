using System.Net;
using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.Cluster.Tests.Monitoring;

/// <summary>Orleans' own dashboard is there for those who ask for it.</summary>
public sealed class OrleansDashboardTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, HttpStatusCode.OK)]
    [InlineData(false, HttpStatusCode.NotFound)]
    public async Task Get_Dashboard_IsThereIfAskedFor(bool isAskedFor, HttpStatusCode expected)
    {
        Requirements.SkipUnlessMet();
        await using var redis = await RedisServer.StartNewAsync(Token);
        string[] asked = isAskedFor ? ["--orleans-dashboard"] : [];
        await using var silo = await SiloProcess.StartAsync(SiloRole.Control, ["--role", "control", "--redis", redis.Address, "--http-port", "0", .. asked], Token);
        using var client = new HttpClient();
        using var response = await client.GetAsync(new Uri(silo.Http!, "/dashboard"), Token);
        Assert.Equal(expected, response.StatusCode);
        if (isAskedFor)
        {
            var counters = await client.GetStringAsync(new Uri(silo.Http!, "/dashboard/DashboardCounters"), Token);
            Assert.Contains("totalActiveHostCount", counters, StringComparison.OrdinalIgnoreCase);
        }
    }
}
