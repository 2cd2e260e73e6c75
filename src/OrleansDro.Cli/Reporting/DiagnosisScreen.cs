using OrleansDro.Cli.Diagnosis;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansDro.Cli.Reporting;

/// <summary>A diagnosis for the terminal.</summary>
internal static class DiagnosisScreen
{
    private const int StatusWidth = 7;
    private const int CheckWidth = 9;
    private const int LeastSubjectWidth = 17;

    /// <summary>The findings of one check: a line for each finding, and one for each remedy.</summary>
    /// <param name="result">The check.</param>
    public static IRenderable Create(CheckResult result)
    {
        var grid = new Grid();
        var subjectWidth = result.Findings.Select(finding => finding.Subject.Length).Append(LeastSubjectWidth).Max();
        foreach (var width in new[] { CheckWidth, StatusWidth, subjectWidth })
        {
            grid.AddColumn(new GridColumn { Width = width, NoWrap = true, Padding = new Padding(0, 0, 1, 0) });
        }

        grid.AddColumn(new GridColumn { Padding = new Padding(0) });
        foreach (var (index, finding) in result.Findings.Index())
        {
            grid.AddRow(new Text(index == 0 ? result.Check : ""), Status(finding.Status), new Text(finding.Subject), new Text(finding.Text));
            if (finding.Remedy is { } remedy)
            {
                grid.AddRow(Text.Empty, Text.Empty, new Text("remedy", new Style(decoration: Decoration.Dim)), new Text(remedy));
            }
        }

        return grid;
    }

    /// <summary>The last line.</summary>
    /// <param name="report">The diagnosis.</param>
    public static IRenderable CreateSummary(DiagnosisReport report) => new Text(FormattableString.Invariant(
        $"{report.Count(FindingStatus.Ok)} ok, {Count(report, FindingStatus.Warning, "warning")}, {Count(report, FindingStatus.Failure, "failure")}\n"));

    private static string Count(DiagnosisReport report, FindingStatus status, string noun) => report.Count(status) is var count && count == 1 ? $"1 {noun}" : FormattableString.Invariant($"{count} {noun}s");

    private static Text Status(FindingStatus status) => status switch
    {
        FindingStatus.Ok => new Text("ok", new Style(Color.Green)),
        FindingStatus.Warning => new Text("warning", new Style(Color.Yellow)),
        _ => new Text("failure", new Style(Color.Red)),
    };
}
