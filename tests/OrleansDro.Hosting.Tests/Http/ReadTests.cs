using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Hosting.Http;

namespace OrleansDro.Hosting.Tests.Http;

[Collection(nameof(ServerTests))]
public sealed class ReadTests(ServerFixture server)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private const string Run = "/api/runs/" + ServerFixture.Run;

    [Fact]
    public async Task GetRun_Completed_TellsWhereItStands()
    {
        var run = await Get<JsonElement>(Run);
        Assert.Equal(("completed", 8, 8), (run.GetProperty("state").GetString(), run.GetProperty("stepsCommitted").GetInt32(), run.GetProperty("steps").GetInt32()));
    }

    [Fact]
    public async Task GetCases_Hardest_IsSortedAndCounted()
    {
        var page = await Get<CasePage>(Run + "/cases?order=hardest&take=4");
        Assert.Equal((8L, 10, 4), (page.StepsCommitted, page.Matching, page.Cases.Count));
        Assert.Equal([1, 2, 3, 4], page.Cases.Select(view => view.Rank));
        Assert.Equal(page.Cases.OrderByDescending(view => view.Loss), page.Cases);
    }

    [Fact]
    public async Task GetCases_WithoutQuery_ListsTheHardest()
    {
        var page = await Get<CasePage>(Run + "/cases");
        Assert.Equal(1, page.Cases.Sum(view => view.Probability), 9);
        Assert.Equal(1, page.Cases[0].Rank);
    }

    [Fact]
    public async Task GetCases_ByGroup_DecodesItsName()
    {
        var page = await Get<CasePage>(Run + "/cases?order=index&group=" + Uri.EscapeDataString("even & more"));
        Assert.Equal([0, 2, 4, 6, 8], page.Cases.Select(view => view.Index));
    }

    [Fact]
    public async Task GetCases_Quarantined_IsEmpty() => Assert.Equal(0, (await Get<CasePage>(Run + "/cases?status=quarantined")).Matching);

    [Fact]
    public async Task GetCases_Json_HasCamelCaseNamesAndTextsForEnumerations()
    {
        var first = (await Get<JsonElement>(Run + "/cases?take=1")).GetProperty("cases")[0];
        Assert.Equal("seen", first.GetProperty("status").GetString());
        Assert.Equal(
            ["index", "id", "group", "status", "reason", "loss", "lastStep", "age", "visits", "probability", "rank", "recentLosses", "learnedAt", "timesForgotten", "notes", "labelLosses"],
            first.EnumerateObject().Select(field => field.Name));
    }

    [Fact]
    public async Task GetCase_AnyId_IsThatCaseWithItsRecentLosses()
    {
        var page = await Get<CasePage>(Run + "/cases");
        Assert.Equal(10, page.Cases.Count);
        foreach (var listed in page.Cases)
        {
            var view = await Get<CaseView>(Run + "/cases/" + Uri.EscapeDataString(listed.Id));
            Assert.Equal(listed, view with { RecentLosses = listed.RecentLosses, LearnedAt = null, TimesForgotten = 0, Notes = listed.Notes, LabelLosses = listed.LabelLosses });
            Assert.Equal(Math.Min(8, view.Visits), view.RecentLosses.Count);
            if (view.RecentLosses is [.., var latest])
            {
                Assert.Equal((view.LastStep, view.Loss), (latest.Step, latest.Loss));
            }
        }
    }

    [Fact]
    public async Task GetGroups_TwoGroups_HaveAllCases()
    {
        var groups = await Get<GroupView[]>(Run + "/groups");
        Assert.Equal(["even & more", "odd"], groups.Select(group => group.Group).Order());
        Assert.Equal(10, groups.Sum(group => group.Cases));
    }

    [Fact]
    public async Task GetHistory_AfterAStep_IsWhatCameLater()
    {
        var all = await Get<LossStatistics[]>(Run + "/history");
        Assert.NotEmpty(all);
        Assert.Equal(7, all[^1].Step);
        Assert.Equal(all.Where(record => record.Step > all[0].Step), await Get<LossStatistics[]>(Run + $"/history?after={all[0].Step}"));
    }

    [Fact]
    public async Task GetTail_Completed_HasTheValuesOfTheStatisticsInTheirIntervals()
    {
        var tail = await Get<TailEstimates>(Run + "/tail");
        var losses = (await Get<LossStatistics[]>(Run + "/history"))[^1].Losses;
        Assert.Equal((8L, losses.Count, 0.95), (tail.StepsCommitted, tail.Cases, tail.Confidence));
        Assert.Equal((losses.P95, losses.Cvar90, losses.Cvar95), (tail.P95.Value, tail.Cvar90.Value, tail.Cvar95.Value));
        Assert.All(new[] { tail.P95, tail.Cvar90, tail.Cvar95 }, estimate => Assert.True(estimate.Lower < estimate.Upper && estimate.Lower <= estimate.Value && estimate.Upper <= losses.Max));
    }

    [Fact]
    public async Task GetHistogram_Completed_CountsEachSeenCase()
    {
        var histogram = await Get<LossHistogram>(Run + "/histogram");
        var losses = (await Get<LossStatistics[]>(Run + "/history"))[^1].Losses;
        Assert.Equal((losses.Min, losses.Max, losses.Count), (histogram.Lowest, histogram.Highest, histogram.Counts.Sum()));
    }

    [Fact]
    public async Task GetScaling_Completed_WantsNobody()
    {
        var scaling = await Get<ScalingStatus>(Run + "/scaling");
        Assert.Equal((0, ScalingReason.Ended, 0, 1, 1), (scaling.Wanted, scaling.Reason, scaling.Present, scaling.Minimum, scaling.MicroBatches));
    }

    [Fact]
    public async Task GetScaling_RunThatTrains_TellsHowManyAndWhereTheTimeGoes()
    {
        const string Name = "scaled-run";
        var run = server.Cluster.Grains.GetGrain<IRunGrain>(Name);
        await run.Start(new RunStart { Spec = ServerFixture.Spec(Name, steps: 100_000) with { MicroBatches = 4 }, Trainers = new TrainerRange(1, 2) });
        var scaling = await Eventually.GetAsync(
            () => Get<ScalingStatus>($"/api/runs/{Name}/scaling"), scaling => scaling.Split is not null, scaling => $"{scaling}", Limit, TestContext.Current.CancellationToken);
        Assert.Equal((1, ScalingReason.Measuring, 1, 2, 4), (scaling.Wanted, scaling.Reason, scaling.Present, scaling.Maximum, scaling.MicroBatches));
        Assert.True(scaling.Split!.Computing > 0);
        Assert.Equal([(1, 4), (2, 2)], scaling.Speeds.Select(speed => (speed.Trainers, speed.LargestPart)));
        await run.Stop();
        await server.Until(Name, status => status.State == RunState.Stopped);
    }

    [Fact]
    public async Task GetPictures_RunThatTrains_AreTheHardestCasesWithLabelAndPrediction()
    {
        const string Name = "pictured-run";
        var run = server.Cluster.Grains.GetGrain<IRunGrain>(Name);
        await run.Start(new RunStart { Spec = ServerFixture.Spec(Name, steps: 100_000) });
        await server.Until(Name, status => status.StepsCommitted > 20);
        var pictures = await Get<CasePreview[]>($"/api/runs/{Name}/pictures");
        Assert.Equal(6, pictures.Length);
        Assert.All(pictures, picture => Assert.Equal((144, 144, 144), (picture.Image.Length, picture.Reference.Length, picture.Prediction.Length)));
        Assert.Contains(pictures, picture => picture.Reference.Any(label => label > 0));
        await run.Stop();
        await server.Until(Name, status => status.State == RunState.Stopped);
    }

    [Fact]
    public async Task GetPictures_Completed_AreThoseOfTheEnd()
    {
        var hardest = (await Get<CasePage>(Run + "/cases?take=6")).Cases.Where(view => view.Loss is not null).Select(view => view.Id);
        Assert.Equal(hardest, (await Get<CasePreview[]>(Run + "/pictures")).Select(picture => picture.Id));
    }

    [Fact]
    public async Task GetCases_RunThatTrains_AnswersAndTheRunGoesOn()
    {
        const string Name = "long-run";
        var run = server.Cluster.Grains.GetGrain<IRunGrain>(Name);
        await run.Start(new RunStart { Spec = ServerFixture.Spec(Name, steps: 100_000) });
        await server.Until(Name, status => status.State == RunState.Training);
        var first = await Get<CasePage>($"/api/runs/{Name}/cases");
        await Eventually.GetAsync(
            () => Get<CasePage>($"/api/runs/{Name}/cases?order=oldest"),
            page => page.StepsCommitted > first.StepsCommitted,
            page => $"the run is still at step {page.StepsCommitted}",
            Limit,
            TestContext.Current.CancellationToken);
        await run.Stop();
        await server.Until(Name, status => status.State == RunState.Stopped);
    }

    [Theory]
    [InlineData("/api/runs/nothing", 404, "Run 'nothing' not found")]
    [InlineData("/api/runs/nothing/cases", 404, "Run 'nothing' not found")]
    [InlineData(Run + "/cases/nobody", 404, "no case 'nobody'")]
    [InlineData(Run + "/cases?take=0", 400, "'take' must be from 1 to 10000")]
    [InlineData(Run + "/cases?take=many", 400, "'take' must be a whole number")]
    [InlineData(Run + "/cases?order=3", 400, "'order' must be one of index, hardest, oldest")]
    [InlineData(Run + "/cases?status=gone", 400, "'status' must be one of")]
    [InlineData(Run + "/cases?hardest=3", 400, "'hardest' is unknown")]
    [InlineData(Run + "/cases?take=1&take=2", 400, "'take' occurs 2 times")]
    [InlineData(Run + "/cases?group=nothing", 400, "the groups are even & more, odd")]
    public async Task Get_WrongRequest_IsAProblemThatNamesTheRemedy(string address, int status, string expected)
    {
        using var response = await server.Client.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Contains(expected, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task GetHealth_RunningSilo_IsHealthy(string address)
    {
        using var response = await server.Client.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    /// <summary>A page whose name resolves to this machine (DNS rebinding) sends its own name as the host.</summary>
    [Theory]
    [InlineData("evil.example", 400)]
    [InlineData("localhost", 200)]
    public async Task Get_HostHeader_MustBeThisMachine(string host, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Run) { Headers = { Host = host } };
        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)response.StatusCode);
    }

    private async Task<T> Get<T>(string address) =>
        (await server.Client.GetFromJsonAsync<T>(new Uri(address, UriKind.Relative), ApiJson.Options, TestContext.Current.CancellationToken))!;
}
