using OrleansDro.Cli.Reporting;
using OrleansDro.Cli.Reporting.Results;
using Spectre.Console;
using Spectre.Console.Testing;

namespace OrleansDro.Cli.Tests.Reporting.Results;

public sealed class ComparisonTableTests
{
    [Fact]
    public void Create_TwoRuns_ShowsTheBetterValueAndTheDifference()
    {
        var lines = Render(Runs.Two());

        Assert.Contains(lines, line => Words(line) is ["ERM", "DRO", "difference"]);
        Assert.Contains(lines, line => Words(line) is ["mean", "0.688", "0.719", "*", "+0.031"]);
        Assert.Contains(lines, line => Words(line) is ["worst", "group", "0.500", "(small)", "0.625", "(small)", "*", "+0.125"]);
        Assert.Contains(lines, line => Words(line) is ["group", "large", "0.875", "*", "0.813", "-0.063"]);
        Assert.Contains(lines, line => Words(line) is ["CVaR95", "1.500", "0.750", "*", "-0.750"]);
        Assert.Contains("* the better value", lines);
    }

    [Fact]
    public void Create_OneRun_ShowsItsNumbersAlone()
    {
        var lines = Render([new LabeledResult("DRO", Samples.Small())]);

        Assert.Contains(lines, line => Words(line) is ["mean", "0.688"]);
        Assert.DoesNotContain(lines, line => line.Contains('*', StringComparison.Ordinal));
    }

    [Fact]
    public void Create_NoValidationCases_ShowsTheTrainingLossOnly()
    {
        var lines = Render([new LabeledResult("DRO", Samples.Small() with { Validation = null, ValidationLoss = null })]);

        Assert.Contains("  training loss", lines);
        Assert.DoesNotContain(lines, line => line.Contains("validation", StringComparison.Ordinal));
    }

    [Fact]
    public void Create_MarkupInNames_IsShownAsItIs()
    {
        var lines = Render([new LabeledResult("[red]", Samples.Small())]);

        Assert.Contains(lines, line => Words(line) is ["[red]"]);
    }

    private static List<string> Render(IReadOnlyList<LabeledResult> runs)
    {
        using var console = new TestConsole().Width(100);
        console.Write(ComparisonTable.Create(runs));
        return [.. console.Lines.Select(line => line.TrimEnd())];
    }

    private static string[] Words(string line) => line.Split([' ', '\u00a0'], StringSplitOptions.RemoveEmptyEntries);
}
