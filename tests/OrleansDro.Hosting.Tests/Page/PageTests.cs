using System.Net.Http.Json;
using System.Text.RegularExpressions;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Hosting.Http;
using PuppeteerSharp;

namespace OrleansDro.Hosting.Tests.Page;

/// <summary>The page of a silo in a real browser.</summary>
[Collection(nameof(ServerTests))]
public sealed partial class PageTests(ServerFixture server, Browser browser) : IClassFixture<Browser>
{
    private const string Run = ServerFixture.Run;
    private static readonly WaitForSelectorOptions Shown = new() { Timeout = 30_000, Visible = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1280, "light")]
    [InlineData(1280, "dark")]
    [InlineData(400, "light")]
    [InlineData(400, "dark")]
    public async Task Run_AnyWidthAndColours_ShowsWhatTheApiAnswersAndComplainsOfNothing(int width, string colors)
    {
        var (page, complaints) = await browser.OpenAsync(new Uri(server.Cluster.HttpAddress!, $"/runs/{Run}"), width, colors);
        await page.WaitForSelectorAsync("[aria-label='Hardest cases'] tbody tr", Shown);
        await page.WaitForSelectorAsync("svg.plot .column", Shown);
        var status = await Get<RunStatus>($"/api/runs/{Run}");
        var tail = await Get<TailEstimates>($"/api/runs/{Run}/tail");
        var hardest = await Get<CasePage>($"/api/runs/{Run}/cases?take=10");
        Assert.Equal("8", await TextAsync(page, "[data-name='step']"));
        Assert.Equal(Three(status.Statistics!.Losses.Mean), await TextAsync(page, "[data-name='mean loss']"));
        Assert.Equal(Three(status.Statistics.Losses.Cvar95), await TextAsync(page, "[data-name='CVaR95']"));
        Assert.Contains($"{Three(tail.Cvar95.Lower)} to {Three(tail.Cvar95.Upper)}", await TextAsync(page, ".tiles"), StringComparison.Ordinal);
        var ids = await page.EvaluateExpressionAsync<string[]>("[...document.querySelectorAll(\"[aria-label='Hardest cases'] tbody tr td:nth-child(2)\")].map(cell => cell.textContent)");
        Assert.Equal(hardest.Cases.Select(view => view.Id), ids);
        Assert.Equal(4, await page.EvaluateExpressionAsync<int>("document.querySelectorAll('svg.plot').length"));

        // Nothing sticks out to the side, and the colours are those that the system prefers.
        Assert.InRange(await page.EvaluateExpressionAsync<int>("document.documentElement.scrollWidth"), 1, width);
        var paper = await page.EvaluateExpressionAsync<string>("getComputedStyle(document.body).backgroundColor");
        var brightness = paper.Split('(', ',', ')')[1..4].Average(part => double.Parse(part, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(colors == "light", brightness > 128);
        Assert.Empty(complaints);
        await page.CloseAsync();
    }

    [Fact]
    public async Task Runs_Click_OpensTheRun()
    {
        var (page, complaints) = await browser.OpenAsync(server.Cluster.HttpAddress!, 1280, "light");
        var link = await page.WaitForSelectorAsync($"[aria-label='Runs'] a[href='/runs/{Run}']", Shown);
        await link.ClickAsync();
        await page.WaitForSelectorAsync("[data-name='mean loss']", Shown);
        Assert.Equal($"{Run} - OrleansDro", await page.GetTitleAsync());
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
        var step = await TextAsync(page, "[data-name='step']");
        await page.WaitForFunctionAsync($"() => document.querySelector(\"[data-name='step']\").textContent !== '{step}'", new WaitForFunctionOptions { Timeout = 30_000 });
        for (var look = 0; look < 20; look++)
        {
            await Task.Delay(100, Token);
            var tiles = await page.EvaluateExpressionAsync<string[]>("['95th percentile', 'CVaR95', 'worst case'].map(name => document.querySelector(`[data-name='${name}']`).parentElement.innerText)");
            var values = Array.ConvertAll(tiles, tile => double.Parse(tile.Split('\n')[1], System.Globalization.CultureInfo.InvariantCulture));
            Assert.True(values[0] <= values[1] && values[1] <= values[2], string.Join('\n', tiles));
            Assert.All(tiles[..2], tile => Assert.Matches(IntervalAtStep(), tile));
        }

        Assert.Empty(complaints);
        await page.CloseAsync();
        await run.Stop();
        await server.Until(Name, status => status.State == RunState.Stopped);
    }

    [Fact]
    public async Task UnknownRun_SaysSo()
    {
        var (page, complaints) = await browser.OpenAsync(new Uri(server.Cluster.HttpAddress!, "/runs/nothing"), 1280, "light");
        await page.WaitForFunctionAsync("() => document.body.textContent.includes(\"There is no run 'nothing' here\")", new WaitForFunctionOptions { Timeout = 30_000 });
        Assert.Empty(complaints);
        await page.CloseAsync();
    }

    [GeneratedRegex(@"\d to \d+\.\d+ \(95 %\) at step \d")]
    private static partial Regex IntervalAtStep();

    private static string Three(double value) => value.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture);

    private static Task<string> TextAsync(IPage page, string selector) =>
        page.EvaluateFunctionAsync<string>("selector => document.querySelector(selector).textContent.trim()", selector);

    private async Task<T> Get<T>(string address) => (await server.Client.GetFromJsonAsync<T>(new Uri(address, UriKind.Relative), ApiJson.Options, Token))!;
}
