namespace OrleansDro.Cli.Reporting.Results;

/// <summary>A row of the result table for machines.</summary>
/// <param name="Section">What was measured, on which cases.</param>
/// <param name="Name">The statistic.</param>
/// <param name="HigherIsBetter">True for scores, false for losses.</param>
/// <param name="Values">Each run's number, by label.</param>
/// <param name="Better">The label of the better run; null if none is.</param>
/// <param name="Difference">The second run's number minus the first's; null unless there are exactly two runs.</param>
internal sealed record ComparisonResult(
    string Section,
    string Name,
    bool HigherIsBetter,
    IReadOnlyDictionary<string, double> Values,
    string? Better,
    double? Difference)
{
    public static ComparisonResult From(ResultRow row, IReadOnlyList<LabeledResult> runs) => new(
        row.Section,
        row.Name,
        row.HigherIsBetter,
        runs.Zip(row.Values).ToDictionary(pair => pair.First.Label, pair => pair.Second.Number),
        row.Best is { } best ? runs[best].Label : null,
        row.Difference);
}
