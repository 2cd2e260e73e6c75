using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Hosting.Http;

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

    [Fact]
    public async Task GetRuns_AsTheCommandReadsThem_AreTheRecordsOfTheGrain()
    {
        var expected = await server.Cluster.Grains.GetGrain<IRunGrain>(ServerFixture.Run).GetStatus();
        var runs = await server.Client.GetFromJsonAsync<RunStatus[]>("/api/runs", ApiJson.Options, TestContext.Current.CancellationToken);
        var run = Assert.Single(runs!, item => item.Run == ServerFixture.Run);
        Assert.Equal(JsonSerializer.Serialize(expected, ApiJson.Options), JsonSerializer.Serialize(run, ApiJson.Options));
        Assert.Equal(expected.Statistics, run.Statistics);
    }

    [Fact]
    public async Task Stop_CompletedRun_StaysAsItIs()
    {
        using var answer = await Post("stop", ServerFixture.Token);
        Assert.Equal(RunState.Completed, (await answer.Content.ReadFromJsonAsync<RunStatus>(ApiJson.Options, TestContext.Current.CancellationToken))!.State);
    }

    [Fact]
    public async Task Resume_CompletedRun_IsAConflict()
    {
        using var answer = await Post("resume", ServerFixture.Token);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("resume")]
    public async Task Change_WithoutTheToken_IsRefused(string what)
    {
        using var answer = await Post(what, "another token");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> Post(string what, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/runs/{ServerFixture.Run}/{what}") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        return await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private Task<JsonElement> Get(string address) => server.Client.GetFromJsonAsync<JsonElement>(address, TestContext.Current.CancellationToken);
}
