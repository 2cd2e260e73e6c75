using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Hosting.Http;
using OrleansDro.Robustness.History;

namespace OrleansDro.Hosting.Tests.Http;

/// <summary>Cases that are changed over HTTP while a run trains on them.</summary>
[Collection(nameof(ServerTests))]
public sealed class LiveChangeTests(ServerFixture server)
{
    private const int Steps = 100_000;

    /// <summary>So far ahead that the requests arrive before, which is checked, and so near that the test ends soon.</summary>
    private const int Ahead = 120;

    [Fact]
    public async Task Post_RunThatTrains_TakesEffectAtItsStepAndReplaysToTheSameBits()
    {
        var run = await Start("live-changes", Phantoms("live-changes"));

        var (named, reason) = ((await run.GetStatus()).StepsCommitted + Ahead, "The label shows the neighbour's organ.");
        var quarantine = await Change("live-changes", new CaseChange { Kind = CaseChangeKind.Quarantine, Ids = ["phantom-0003"], Reason = reason, Step = named });
        Assert.Equal((named, reason), (quarantine.Step, quarantine.Reason));
        Assert.InRange((await run.GetStatus()).StepsCommitted, 1, named - 1);
        var added = await Change("live-changes", new CaseChange { Kind = CaseChangeKind.Add, Ids = ["phantom-0020"] });
        var removed = await Change("live-changes", new CaseChange { Kind = CaseChangeKind.Remove, Ids = ["phantom-0001"], Reason = "Consent was withdrawn." });
        Assert.InRange(added.Step!.Value, 1, named - 1);

        await server.Until("live-changes", status => status.StepsCommitted > named + 20);
        var page = await Get<CasePage>("live-changes/cases?status=quarantined");
        var view = Assert.Single(page.Cases);
        Assert.Equal(("phantom-0003", CaseStatus.Quarantined, reason, 0), (view.Id, view.Status, view.Reason, view.Probability));
        Assert.InRange(view.LastStep!.Value, 0, named - 1);
        var newcomer = await Get<CaseView>("live-changes/cases/phantom-0020");
        Assert.Equal((20, CaseStatus.Seen), (newcomer.Index, newcomer.Status));
        Assert.All(newcomer.RecentLosses, loss => Assert.InRange(loss.Step, added.Step.Value, long.MaxValue));
        var gone = await Get<CaseView>("live-changes/cases/phantom-0001");
        Assert.Equal((CaseStatus.Removed, "Consent was withdrawn."), (gone.Status, gone.Reason));
        Assert.InRange(gone.LastStep ?? -1, -1, removed.Step!.Value - 1);
        Assert.DoesNotContain("phantom-0001", (await Get<CasePage>("live-changes/cases?take=100")).Cases.Select(listed => listed.Id));

        await server.Until("live-changes", status => status.StepsCommitted > named + 60);
        Assert.Equal(view.Visits, (await Get<CaseView>("live-changes/cases/phantom-0003")).Visits);
        var released = await Change("live-changes", new CaseChange { Kind = CaseChangeKind.Release, Ids = ["phantom-0003"] });
        await server.Until("live-changes", status => status.StepsCommitted > released.Step + 60);
        var back = await Get<CaseView>("live-changes/cases/phantom-0003");
        Assert.Equal((CaseStatus.Seen, null), (back.Status, back.Reason));
        Assert.InRange(back.LastStep!.Value, released.Step!.Value, long.MaxValue);

        var changes = await Get<CaseChange[]>("live-changes/changes");
        Assert.Equal([CaseChangeKind.Quarantine, CaseChangeKind.Add, CaseChangeKind.Remove, CaseChangeKind.Release], changes.Select(change => change.Kind));
        var result = await Stop("live-changes");
        await RequireRefusal("live-changes", """{"kind": "release", "ids": ["phantom-0003"]}""", 409, "it is not training");

        var replay = new RunStart { Spec = Phantoms("live-replay"), Changes = changes, StopAfter = (int)result.StepsCommitted };
        await server.Cluster.Grains.GetGrain<IRunGrain>("live-replay").Start(replay);
        await server.Until("live-replay", status => status.State == RunState.Stopped);
        var replayed = (await server.Cluster.Grains.GetGrain<IRunGrain>("live-replay").GetResult())!;
        Assert.Equal((result.DrawHash, result.ModelHash), (replayed.DrawHash, replayed.ModelHash));
        Assert.Equal(result.Cases, replayed.Cases);
    }

    [Fact]
    public async Task Post_ChangeThatCannotBe_IsRefusedAndChangesNothing()
    {
        await Start("live-refusals", Phantoms("live-refusals"));
        var later = await Change("live-refusals", new CaseChange { Kind = CaseChangeKind.Add, Ids = ["phantom-0020"], Step = Steps - 1 });

        foreach (var (body, status, expected) in new[]
        {
            ("""{"kind": "remove", "ids": ["nobody"]}""", 404, "no case 'nobody'"),
            ("""{"kind": "add", "ids": ["volume-1"]}""", 404, "no new case 'volume-1'"),
            ("""{"kind": "add", "ids": ["validation-0001"]}""", 404, "must not be trained on"),
            ("""{"kind": "add", "ids": ["phantom-0001"]}""", 400, "has the case 'phantom-0001' already"),
            ("""{"kind": "quarantine", "ids": ["phantom-0001"]}""", 400, "requires a reason"),
            ("""{"kind": "quarantine", "ids": ["phantom-0001"], "reason": " "}""", 400, "requires a reason"),
            ("""{"kind": "release", "ids": []}""", 400, "one or more cases"),
            ("""{"kind": "release", "ids": ["phantom-0001", "phantom-0001"]}""", 400, "each once"),
            ("""{"kind": "release", "ids": ["phantom-0001"], "step": 0}""", 400, "not at 0"),
            ("""{"kind": "release", "ids": ["phantom-0001"], "step": -1}""", 400, "not at -1"),
            ("""{"kind": "release", "ids": ["phantom-0001"], "step": 100000}""", 400, "to 99999, not at 100000"),
            ("""{"kind": "quarantine", "ids": ["phantom-0020"], "reason": "not there yet", "step": 99998}""", 400, "from 99999 to 99999"),
            ("""{"kind": "add", "ids": ["phantom-0021"], "step": 99998}""", 400, "from 99999 to 99999"),
        })
        {
            await RequireRefusal("live-refusals", body, status, expected);
        }

        var only = Assert.Single(await Get<CaseChange[]>("live-refusals/changes"));
        Assert.Equal((later.Kind, later.Step), (only.Kind, only.Step));
        await Stop("live-refusals");
    }

    [Fact]
    public async Task Post_AddToADataSetThatIsClosed_IsAConflict()
    {
        await Start("live-closed", ServerFixture.Spec("live-closed", Steps));
        await RequireRefusal("live-closed", """{"kind": "add", "ids": ["another"]}""", 409, "No cases can be added to the data set 'odd-names'");
        await Stop("live-closed");
    }

    [Fact]
    public async Task Post_MoreCasesThanCanBeRevisited_IsRefusedAndTheRunGoesOn()
    {
        // 20 cases each 20 steps take 1 slot of the 2; the 21st would take both, and no slot would be left to draw by hardness.
        var spec = Phantoms("live-sweep") with { BatchSize = 2, Sampling = new ComponentSpec("hardness", """{"beta": 1, "revisitEvery": 20}""") };
        await Start("live-sweep", spec);
        await RequireRefusal("live-sweep", """{"kind": "add", "ids": ["phantom-0020"]}""", 400, "sampling.revisitEvery");
        var committed = (await server.Until("live-sweep", _ => true)).StepsCommitted;
        await server.Until("live-sweep", status => status.StepsCommitted > committed + 20);
        await Stop("live-sweep");
    }

    private static RunSpec Phantoms(string name) => ServerFixture.Spec(name, Steps) with
    {
        Data = new ComponentSpec("phantom", """{"size": 12, "trainingCases": 20, "validationCases": 2}"""),
        Sampling = new ComponentSpec("hardness", """{"beta": 1}"""),
    };

    private async Task<IRunGrain> Start(string name, RunSpec spec)
    {
        var run = server.Cluster.Grains.GetGrain<IRunGrain>(name);
        await run.Start(new RunStart { Spec = spec });
        await server.Until(name, status => status is { State: RunState.Training, StepsCommitted: > 0 });
        return run;
    }

    private async Task<RunResult> Stop(string name)
    {
        var run = server.Cluster.Grains.GetGrain<IRunGrain>(name);
        await run.Stop();
        await server.Until(name, status => status.State == RunState.Stopped);
        return (await run.GetResult())!;
    }

    private async Task<CaseChange> Change(string run, CaseChange change)
    {
        using var response = await Post(run, JsonContent.Create(change, options: ApiJson.Options));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return (await response.Content.ReadFromJsonAsync<CaseChange>(ApiJson.Options, TestContext.Current.CancellationToken))!;
    }

    private async Task RequireRefusal(string run, string body, int status, string expected)
    {
        using var response = await Post(run, new StringContent(body, mediaType: new("application/json")));
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        var detail = problem.GetProperty("detail").GetString();
        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        Assert.Contains(expected, detail, StringComparison.Ordinal);
        Assert.DoesNotContain("(Parameter", detail, StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> Post(string run, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address(run + "/changes")) { Content = content };
        request.Headers.Authorization = new("Bearer", ServerFixture.Token);
        return await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private async Task<T> Get<T>(string address) =>
        (await server.Client.GetFromJsonAsync<T>(Address(address), ApiJson.Options, TestContext.Current.CancellationToken))!;

    private Uri Address(string address) => new(server.Client.BaseAddress!, "api/runs/" + address);
}
