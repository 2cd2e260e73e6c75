using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace OrleansDro.Hosting.Tests.Http;

[Collection(nameof(ServerTests))]
public sealed class FleetTests(ServerFixture server)
{
    [Fact]
    public async Task GetRuns_OneCompleted_ListsIt()
    {
        var runs = await Get("/api/runs");
        var run = Assert.Single(runs.EnumerateArray(), item => item.GetProperty("run").GetString() == ServerFixture.Run);
        Assert.Equal(("completed", "none", 8), (run.GetProperty("state").GetString(), run.GetProperty("waiting").GetString(), run.GetProperty("stepsCommitted").GetInt32()));
        Assert.True(run.GetProperty("generation").GetInt64() >= 1);
        Assert.Equal(JsonValueKind.Array, run.GetProperty("trainers").ValueKind);
    }

    [Fact]
    public async Task GetEvents_OfTheRun_NamesTheTrainerThatJoined()
    {
        var events = await Get($"/api/runs/{ServerFixture.Run}/events");
        var joined = Assert.Single(events.EnumerateArray(), item => item.GetProperty("kind").GetString() == "joined");
        Assert.Equal("cpu:0", joined.GetProperty("trainer").GetProperty("device").GetString());
    }

    [Fact]
    public async Task GetEvents_UnknownRun_IsNotFound()
    {
        using var response = await server.Client.GetAsync(new Uri("/api/runs/nobody/events", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task GetDevices_EmbeddedCluster_HasOneCpu()
    {
        var device = Assert.Single((await Get("/api/devices")).EnumerateArray());
        Assert.Equal("cpu:0", device.GetProperty("device").GetProperty("device").GetString());
    }

    private Task<JsonElement> Get(string address) => server.Client.GetFromJsonAsync<JsonElement>(address, TestContext.Current.CancellationToken);
}
