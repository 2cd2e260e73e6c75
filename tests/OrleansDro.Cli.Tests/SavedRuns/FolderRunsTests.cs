using System.Net;
using System.Net.Http.Json;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Cli.Reporting.Files;
using OrleansDro.Cli.SavedRuns;
using OrleansDro.Hosting.Http;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Tests.SavedRuns;

/// <summary>Runs that have ended, read from their folders over HTTP.</summary>
public sealed class FolderRunsTests
{
    private const string Dro = "/api/runs/runs%2Fa%20comparison%2Fdro";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_OfAFolder_AnswersWhatItsFilesSay()
    {
        await using var folder = await new FolderOfRuns().StartAsync();
        var result = FolderOfRuns.Hardness;

        var status = await Get<RunStatus>(folder, Dro);
        Assert.Equal(("runs/a comparison/dro", RunState.Completed, result.StepsCommitted, null), (status.Run, status.State, status.StepsCommitted, status.Failure));
        var history = await Get<LossStatistics[]>(folder, Dro + "/history");
        Assert.Equal(result.Statistics.Select(record => (record.Step, record.Losses with { Count = record.SeenCases }, record.Beta)), history.Select(record => (record.Step, record.Losses, record.Beta)));
        Assert.Equal(history[1..].Select(record => record.Step), (await Get<LossStatistics[]>(folder, $"{Dro}/history?after={history[0].Step}")).Select(record => record.Step));

        var page = await Get<CasePage>(folder, Dro + "/cases?take=5");
        var hardest = result.Cases.Where(item => !item.Quarantined).OrderByDescending(item => item.Loss).Take(5).ToList();
        Assert.Equal(hardest.Select(item => (item.Id, item.Group, (double?)item.Loss, result.StepsCommitted - 1 - item.LastStep, item.Visits, item.Probability)), page.Cases.Select(view => (view.Id, view.Group, view.Loss, view.Age, view.Visits, view.Probability)));
        Assert.Equal(hardest[0].Loss, (await Get<CaseView>(folder, $"{Dro}/cases/{hardest[0].Id}")).Loss);
        Assert.Equal("The reference shows another organ.", Assert.Single((await Get<CasePage>(folder, Dro + "/cases?status=quarantined")).Cases).Reason);
        Assert.Equal(result.Cases.Select(item => item.Group).Distinct().Order(), (await Get<GroupView[]>(folder, Dro + "/groups")).Select(group => group.Group).Order());
        Assert.Equal(result.Cases.Count(item => !item.Quarantined), (await Get<TailEstimates>(folder, Dro + "/tail")).Cases);
        Assert.Equal(result.Cases.Count(item => !item.Quarantined), (await Get<LossHistogram>(folder, Dro + "/histogram")).Counts.Sum());
        Assert.Equal(HttpStatusCode.NotFound, await StatusOf(folder, Dro + "/cases/nobody"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusOf(folder, "/api/runs/nothing"));
    }

    [Fact]
    public async Task BrokenAndNewFolders_AreListedWithoutARestart()
    {
        await using var folder = await new FolderOfRuns().StartAsync();
        Assert.Equal(2, (await Get<RunStatus[]>(folder, "/api/runs")).Length);

        RunFiles.WriteSpec(folder.File("runs/going-on"), FolderOfRuns.Hardness.Spec);
        RunFiles.Write(folder.File("runs/torn"), FolderOfRuns.Hardness);
        await File.WriteAllTextAsync(folder.File("runs/torn/summary.json"), "{\"run\": \"phan", Token);
        RunFiles.Write(folder.File("runs/2026/07/stopped"), FolderOfRuns.Hardness with { StepsCommitted = 20 });
        await File.WriteAllTextAsync(folder.File("runs/2026/07/stopped/history.csv"), "step,seen_cases\n5,many\n", Token);
        folder.LookAgain();

        var runs = (await Get<RunStatus[]>(folder, "/api/runs")).ToDictionary(run => run.Run);
        Assert.Equal(5, runs.Count);
        Assert.Equal(RunState.Completed, runs["runs/a comparison/erm"].State);
        Assert.Equal(RunState.Unknown, runs["runs/going-on"].State);
        Assert.Contains("summary.json", runs["runs/going-on"].Failure!.Message, StringComparison.Ordinal);
        Assert.Contains("summary.json", runs["runs/torn"].Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(RunState.Stopped, runs["runs/2026/07/stopped"].State);
        Assert.Contains("history.csv, row 1: the field 'seen_cases'", runs["runs/2026/07/stopped"].Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, await StatusOf(folder, "/api/runs/runs%2Ftorn/cases"));
        Assert.Equal(HttpStatusCode.OK, await StatusOf(folder, "/api/runs/runs%2F2026%2F07%2Fstopped/cases"));
    }

    [Fact]
    public async Task Files_OfARun_AreServedAndNothingElseIs()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Makes links.");
        await using var folder = new FolderOfRuns();
        await File.WriteAllTextAsync(folder.File("secret.csv"), "secret", Token);
        RunFiles.Write(folder.File("elsewhere/run"), FolderOfRuns.Hardness);
        Directory.CreateSymbolicLink(folder.File("runs/link"), folder.File("elsewhere"));
        File.Delete(folder.File("runs/a comparison/erm/cases.csv"));
        File.CreateSymbolicLink(folder.File("runs/a comparison/erm/cases.csv"), folder.File("secret.csv"));
        var before = Directory.GetFileSystemEntries(folder.File("runs"), "*", SearchOption.AllDirectories);
        await folder.StartAsync();

        Assert.Equal(2, (await Get<RunStatus[]>(folder, "/api/runs")).Length);
        Assert.Equal(await File.ReadAllTextAsync(folder.File("runs/a comparison/dro/cases.csv"), Token), await folder.Client.GetStringAsync(new Uri(Dro + "/files/cases.csv", UriKind.Relative), Token));
        using var report = await folder.Client.GetAsync(new Uri(Dro + "/files/report.html", UriKind.Relative), Token);
        Assert.Equal(await File.ReadAllTextAsync(folder.File("runs/a comparison/report.html"), Token), await report.Content.ReadAsStringAsync(Token));
        Assert.Contains("default-src 'none'", report.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        string[] outside = [Dro + "/files/..%2Fsecret.csv", Dro + "/files/checkpoints", "/api/runs/runs%2Fa%20comparison%2Ferm/files/cases.csv", "/api/runs/runs%2Flink%2Frun", "/api/runs/runs%2F..%2Felsewhere%2Frun"];
        foreach (var address in outside)
        {
            Assert.Equal(HttpStatusCode.NotFound, await StatusOf(folder, address));
        }

        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await folder.Client.PostAsync(new Uri(Dro + "/changes", UriKind.Relative), null, Token)).StatusCode);
        Assert.Equal(before, Directory.GetFileSystemEntries(folder.File("runs"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Folder_ThatIsNotThere_IsAnInputError()
    {
        var exception = Assert.Throws<InvalidInputException>(() => new RootFolder("/nowhere/at/all"));
        Assert.Contains("/nowhere/at/all", exception.Message, StringComparison.Ordinal);
    }

    private static async Task<T> Get<T>(FolderOfRuns folder, string address) => (await folder.Client.GetFromJsonAsync<T>(new Uri(address, UriKind.Relative), ApiJson.Options, Token))!;

    private static async Task<HttpStatusCode> StatusOf(FolderOfRuns folder, string address)
    {
        using var response = await folder.Client.GetAsync(new Uri(address, UriKind.Relative), Token);
        return response.StatusCode;
    }
}
