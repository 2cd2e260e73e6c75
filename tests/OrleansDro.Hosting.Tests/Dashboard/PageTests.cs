using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Hosting.Http;
using PuppeteerSharp;
using Browser = OrleansDro.Tests.Shared.Browser;

namespace OrleansDro.Hosting.Tests.Dashboard;

/// <summary>The page of a silo in a real browser.</summary>
[Collection(nameof(ServerTests))]
public sealed partial class PageTests(ServerFixture server, Browser browser) : IClassFixture<Browser>
{
    private const string Run = ServerFixture.Run;
    private static readonly WaitForSelectorOptions Shown = new() { Timeout = 30_000, Visible = true };
    private static readonly WaitForFunctionOptions Soon = new() { Timeout = 30_000 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1280, "light")]
    [InlineData(1280, "dark")]
    [InlineData(400, "light")]
    [InlineData(400, "dark")]
    public async Task RunsAndRun_AnyWidthAndColours_ShowWhatTheApiAnswersAndComplainOfNothing(int width, string colors)
    {
        var (page, complaints) = await browser.OpenAsync(server.Cluster.HttpAddress!, width, colors);
        var link = await page.WaitForSelectorAsync($"[aria-label='Runs'] a[href='/runs/{Run}']", Shown);
        await page.WaitForSelectorAsync($".{colors}", Shown);
        var status = await Get<RunStatus>($"/api/runs/{Run}");
        var statistics = status.Statistics!;
        var losses = statistics.Losses;
        Assert.Equal(
            [Run, "completed", "", "", "8 / 8", "-", Three(losses.Mean), Three(losses.Cvar95), $"{status.Trainers.Count(trainer => trainer.MicroBatches.Count > 0)} / {status.Trainers.Count}"],
            Assert.Single(await RowsAsync(page, "Runs"), row => row[0] == Run));
        await RequireLook(page, width, colors);

        await link.ClickAsync();
        await page.WaitForSelectorAsync("[aria-label='Pictures of the hardest cases'] svg.slice", Shown);
        await page.WaitForSelectorAsync("svg.plot .column", Shown);
        Assert.Equal($"{Run} - OrleansDro", await page.GetTitleAsync());
        Assert.Equal("8", await TextAsync(page, "[data-name='step']"));
        (string Tile, string Value)[] tiles =
        [
            ("mean loss", Three(losses.Mean)), ("95th percentile", Three(losses.P95)), ("CVaR95", Three(losses.Cvar95)), ("worst case", Three(losses.Max)),
            ("effective sample size", Three(statistics.EffectiveSampleSize)), ("quarantined", $"{statistics.QuarantinedCases}"),
        ];
        foreach (var (tile, value) in tiles)
        {
            Assert.Equal(value, await TextAsync(page, $"[data-name='{tile}']"));
        }

        var tail = await Get<TailEstimates>($"/api/runs/{Run}/tail");
        Assert.Contains($"{Three(tail.Cvar95.Lower)} to {Three(tail.Cvar95.Upper)}", await TextAsync(page, ".tiles"), StringComparison.Ordinal);
        Assert.Equal(4, await page.EvaluateExpressionAsync<int>("document.querySelectorAll('svg.plot').length"));
        var hardest = (await Get<CasePage>($"/api/runs/{Run}/cases?take=50")).Cases;
        var (seenOften, seenOnce) = (hardest.Where(view => view.Visits > 1), hardest.Where(view => view.Visits == 1));
        Assert.Equal(
            seenOften.Take(10).Concat(seenOnce.Take(10)).Select(view => $"{view.Rank} {view.Id} {view.Group} {(view.Loss is { } loss ? Three(loss) : "-")} {view.Age} {view.Visits}"),
            (await RowsAsync(page, "Hardest cases")).Concat(await RowsAsync(page, "Hardest cases seen only once")).Select(row => string.Join(' ', row[..6])));
        Assert.Equal(hardest.Where(view => view.Loss is not null).Take(6).Select(view => view.Id), await PicturedAsync(page));
        Assert.Equal(status.Trainers.Select(TextOf), (await RowsAsync(page, "Trainers")).Select(row => string.Join(' ', row)));
        var events = await Get<RunEvent[]>($"/api/runs/{Run}/events");
        Assert.NotEmpty(events);
        Assert.Equal(
            events.Reverse().Select(item => $"{item.Time.UtcDateTime:HH:mm:ss} {item.Kind} {item.Step} {item.Trainer?.Device} {item.Detail}"),
            (await RowsAsync(page, "What happened")).Select(row => string.Join(' ', row)),
            StringComparer.OrdinalIgnoreCase);
        await RequireLook(page, width, colors);
        Assert.Empty(complaints);
        await page.CloseAsync();
    }

    /// <summary>What people come for: it moves while they look, and shows them the worst.</summary>
    [Fact]
    public async Task RunThatTrains_MovesOnWithValuesOfOneStepAndHasPictures()
    {
        const string Name = "looked-at-run";
        var run = server.Cluster.Grains.GetGrain<IRunGrain>(Name);
        await run.Start(new RunStart { Spec = ServerFixture.Spec(Name, steps: 100_000) });
        var (page, complaints) = await browser.OpenAsync(new Uri(server.Cluster.HttpAddress!, $"/runs/{Name}"), 1280, "light");
        await page.WaitForSelectorAsync("[aria-label='Pictures of the hardest cases'] svg.slice", Shown);
        var trainer = Assert.Single((await Get<RunStatus>($"/api/runs/{Name}")).Trainers);
        Assert.Equal([trainer.Trainer.Device, trainer.Trainer.Silo, "ready"], Assert.Single(await RowsAsync(page, "Trainers"))[..3]);
        var step = await TextAsync(page, "[data-name='step']");
        await page.WaitForFunctionAsync($"() => document.querySelector(\"[data-name='step']\").textContent !== '{step}'", Soon);
        for (var look = 0; look < 20; look++)
        {
            await Task.Delay(100, Token);
            var tiles = await page.EvaluateExpressionAsync<string[]>("['95th percentile', 'CVaR95', 'worst case'].map(name => document.querySelector(`[data-name='${name}']`).parentElement.innerText)");
            var values = Array.ConvertAll(tiles, tile => double.Parse(tile.Split('\n')[1], CultureInfo.InvariantCulture));
            Assert.True(values[0] <= values[1] && values[1] <= values[2], string.Join('\n', tiles));
            Assert.All(tiles[..2], tile => Assert.Matches(IntervalAtStep(), tile));
        }

        var easiest = (await Get<CasePage>($"/api/runs/{Name}/cases")).Cases[^1].Id;
        await run.ChangeCases(new CaseChange { Kind = CaseChangeKind.Quarantine, Ids = [easiest], Reason = "Out of focus." });
        await page.WaitForFunctionAsync("() => document.querySelector(\"[data-name='quarantined']\").textContent === '1'", Soon);
        await RequireImagesAreShownAsSoonAsTheirRunNeedsNotWait(run);
        Assert.Empty(complaints);
        await page.CloseAsync();
    }

    [Fact]
    public async Task Case_OfTheHardest_ShowsAllThatIsKnownOfIt()
    {
        var run = server.Cluster.Grains.GetGrain<IRunGrain>(Run);
        var id = (await run.GetCases(new CaseQuery { Take = 1 })).Cases[0].Id;
        await run.AddNote(id, "Left and right are swapped.");
        var view = await Get<CaseView>($"/api/runs/{Run}/cases/{Uri.EscapeDataString(id)}");
        var (page, complaints) = await browser.OpenAsync(new Uri(server.Cluster.HttpAddress!, $"/runs/{Run}"), 1280, "light");
        var link = await page.WaitForSelectorAsync($"[aria-label^='Hardest cases'] a[href='/runs/{Run}/case?id={Uri.EscapeDataString(id)}']", Shown);
        await link.ClickAsync();
        await page.WaitForSelectorAsync("[aria-label='Notes'] tbody tr", Shown);
        Assert.Equal($"{id} - {Run} - OrleansDro", await page.GetTitleAsync());
        Assert.Equal(Three(view.Loss!.Value), await TextAsync(page, "[data-name='latest loss']"));
        Assert.Equal($"{view.Visits}", await TextAsync(page, "[data-name='visits']"));
        Assert.NotEmpty(view.RecentLosses);
        Assert.Equal(view.RecentLosses.Select(loss => $"{loss.Step} {Three(loss.Loss)}"), (await RowsAsync(page, "Latest losses")).Select(row => string.Join(' ', row[..2])));
        Assert.Equal(["Left and right are swapped."], (await RowsAsync(page, "Notes")).Select(row => row[1]));
        Assert.Empty(complaints);
        await page.CloseAsync();
    }

    [Fact]
    public async Task UnknownRun_SaysSo()
    {
        var (page, complaints) = await browser.OpenAsync(new Uri(server.Cluster.HttpAddress!, "/runs/nothing"), 1280, "light");
        await page.WaitForFunctionAsync("() => document.body.textContent.includes(\"There is no run 'nothing' here\")", Soon);
        Assert.Empty(complaints);
        await page.CloseAsync();
    }

    /// <summary>A run of images waits while the only device works for another, and says so; then it ends, and shows its images to who has looked all the time.</summary>
    private async Task RequireImagesAreShownAsSoonAsTheirRunNeedsNotWait(IRunGrain other)
    {
        const string Name = "images-run";
        using var folder = new TemporaryFolder();
        SmallImages.Write(folder);
        var spec = ServerFixture.Spec(Name, steps: 4) with
        {
            Data = new ComponentSpec("idx", JsonSerializer.Serialize(new { path = folder.Path })),
            Model = new ComponentSpec("cnn", """{"channels": [4], "hidden": 8}"""),
            Loss = new ComponentSpec("crossEntropy"),
        };
        await server.Cluster.Grains.GetGrain<IRunGrain>(Name).Start(new RunStart { Spec = spec });
        var waiting = await server.Until(Name, status => status.WaitingFor?.Contains("work for other runs", StringComparison.Ordinal) ?? false);
        var (page, complaints) = await browser.OpenAsync(server.Cluster.HttpAddress!, 1280, "light");
        var link = await page.WaitForSelectorAsync($"[aria-label='Runs'] a[href='/runs/{Name}']", Shown);
        Assert.Equal(waiting.WaitingFor, Assert.Single(await RowsAsync(page, "Runs"), row => row[0] == Name)[2]);
        await link.ClickAsync();
        await page.WaitForFunctionAsync("reason => document.body.textContent.includes(`Waits for ${reason}.`)", Soon, waiting.WaitingFor);

        await other.Stop();
        await server.Until(Name, status => status.State == RunState.Completed);
        var pictures = await Get<CasePreview[]>($"/api/runs/{Name}/pictures");
        Assert.NotEmpty(pictures);

        // Those of the end take the place of those that it may have seen before.
        var captions = string.Join('|', pictures.Select(picture => $"{picture.Id}: {picture.Caption}"));
        await page.WaitForFunctionAsync(
            "captions => [...document.querySelectorAll('article')].map(card => card.querySelector('h3').firstChild.textContent + ': ' + card.querySelector('.note').textContent.replace(/, score.*/, '')).join('|') === captions", Soon, captions);
        Assert.All(pictures, picture => Assert.Matches(Classes(), picture.Caption));
        Assert.Equal(pictures.Length, await page.EvaluateExpressionAsync<int>("document.querySelectorAll('article svg.slice image').length"));
        Assert.Empty(complaints);
        await page.CloseAsync();
    }

    /// <summary>Nothing sticks out to the side, and the colours are those that the system prefers.</summary>
    private static async Task RequireLook(IPage page, int width, string colors)
    {
        Assert.InRange(await page.EvaluateExpressionAsync<int>("document.documentElement.scrollWidth"), 1, width);
        var paper = await page.EvaluateExpressionAsync<string>("getComputedStyle(document.body).backgroundColor");
        var brightness = paper.Split('(', ',', ')')[1..4].Average(part => double.Parse(part, CultureInfo.InvariantCulture));
        Assert.Equal(colors == "light", brightness > 128);
    }

    [GeneratedRegex(@"\d to \d+\.\d+ \(95 %\) at step \d")]
    private static partial Regex IntervalAtStep();

    [GeneratedRegex("^[01], predicted [01]$")]
    private static partial Regex Classes();

    private static string Three(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static string TextOf(TrainerView trainer) =>
        string.Join(' ', trainer.Trainer.Device, trainer.Trainer.Silo, trainer.Stage.ToString().ToLowerInvariant(), trainer.Step, string.Join(", ", trainer.MicroBatches));

    private static Task<string> TextAsync(IPage page, string selector) =>
        page.EvaluateFunctionAsync<string>("selector => document.querySelector(selector).textContent.trim()", selector);

    private static Task<string[][]> RowsAsync(IPage page, string table) => page.EvaluateFunctionAsync<string[][]>(
        "table => [...document.querySelectorAll(`[aria-label='${table}'] tbody tr`)].map(row => [...row.cells].map(cell => cell.textContent.trim()))", table);

    private static Task<string[]> PicturedAsync(IPage page) => page.EvaluateExpressionAsync<string[]>("[...document.querySelectorAll('article h3')].map(title => title.firstChild.textContent)");

    private async Task<T> Get<T>(string address) => (await server.Client.GetFromJsonAsync<T>(new Uri(address, UriKind.Relative), ApiJson.Options, Token))!;
}
