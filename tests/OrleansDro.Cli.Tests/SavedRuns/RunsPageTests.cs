using PuppeteerSharp;
using Browser = OrleansDro.Tests.Shared.Browser;

namespace OrleansDro.Cli.Tests.SavedRuns;

/// <summary>The page over folders of runs in a real browser.</summary>
public sealed class RunsPageTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly WaitForFunctionOptions Soon = new() { Timeout = 30_000 };

    [Theory]
    [InlineData(1280, "light")]
    [InlineData(400, "dark")]
    public async Task Runs_OfAFolder_AreSortedComparedAndOpened(int width, string colors)
    {
        await using var folder = await new FolderOfRuns().StartAsync();
        var (page, complaints) = await browser.OpenAsync(folder.Address, width, colors);
        await page.WaitForFunctionAsync("() => document.querySelectorAll(\"[aria-label='Runs'] tbody tr\").length === 2", Soon);

        await SortBy(page, "run");
        await WaitForFirst(page, "phantom-dro");
        await SortBy(page, "run");
        await WaitForFirst(page, "phantom-erm");
        var heads = await page.EvaluateExpressionAsync<string[]>("[...document.querySelectorAll(\"[aria-label='Runs'] thead th\")].map(head => head.textContent.replace(/ [▲▼]$/, ''))");
        string[] expected = ["folder", "written (UTC)", "state", "step", "seed", "sampling", "β", "validation dice, mean", "validation dice, 5th percentile", "validation dice, worst case", "validation dice, worst group", "files"];
        Assert.Empty(expected.Except(heads));
        Assert.DoesNotContain("sampling.beta", heads);
        await page.EvaluateExpressionAsync("document.querySelector('.fields input').click()");
        await page.WaitForFunctionAsync("() => [...document.querySelectorAll('th')].some(head => head.textContent === 'sampling.beta')", Soon);

        // Both at once, faster than the server answers.
        await page.EvaluateExpressionAsync("document.querySelectorAll('tbody input').forEach(box => box.click())");
        await page.WaitForFunctionAsync("() => [...document.querySelectorAll(\"[aria-label='Curves'] svg.plot\")].filter(plot => plot.querySelectorAll('path.line').length === 2).length === 5", Soon);
        await page.WaitForFunctionAsync("() => [...document.querySelectorAll('.legend li')].map(item => item.textContent.trim()).sort().join() === 'phantom-dro,phantom-erm'", Soon);
        Assert.InRange(await page.EvaluateExpressionAsync<int>("document.documentElement.scrollWidth"), 1, width);

        await page.EvaluateExpressionAsync("document.querySelector('tbody td.name a').click()");
        await page.WaitForFunctionAsync("() => document.querySelectorAll(\"[aria-label='Hardest cases'] tbody tr\").length === 10", Soon);
        Assert.InRange(await page.EvaluateExpressionAsync<int>("document.documentElement.scrollWidth"), 1, width);

        // A report is opened in a sandbox; its table of contents leads to its sections, and no part of it is cut.
        await page.GoToAsync(new Uri(folder.Address, "/api/runs/runs%2Fa%20comparison%2Fdro/files/report.html").AbsoluteUri);
        Assert.InRange(await page.EvaluateExpressionAsync<int>("document.documentElement.scrollWidth"), 1, width);
        await page.EvaluateExpressionAsync("document.querySelector('nav li:last-child a').click()");
        await page.WaitForFunctionAsync("() => window.scrollY > 0 && document.querySelector(location.hash).getBoundingClientRect().top < window.innerHeight", Soon);

        await page.SetJavaScriptEnabledAsync(false);
        await page.GoToAsync(folder.Address.AbsoluteUri);
        Assert.NotEmpty(await page.EvaluateExpressionAsync<string>("document.body.innerText.trim()"));
        Assert.Empty(complaints);
        await page.CloseAsync();
    }

    private static Task SortBy(IPage page, string column) =>
        page.EvaluateFunctionAsync("column => [...document.querySelectorAll('th button')].find(button => button.textContent.startsWith(column)).click()", column);

    private static async Task WaitForFirst(IPage page, string run) =>
        await page.WaitForFunctionAsync("run => document.querySelector('tbody td.name').textContent.trim() === run", Soon, run);
}
