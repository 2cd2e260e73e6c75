using OrleansDro.Cli.Reporting.Files;

namespace OrleansDro.Cli.Reporting.Results;

/// <summary>Several runs side by side for machines.</summary>
/// <param name="Runs">Each run's summary, by label.</param>
/// <param name="Results">The rows of the table.</param>
internal sealed record ComparisonSummary(IReadOnlyDictionary<string, RunSummary> Runs, IReadOnlyList<ComparisonResult> Results)
{
    public static ComparisonSummary From(IReadOnlyList<LabeledResult> runs) => new(
        runs.ToDictionary(run => run.Label, run => RunSummary.From(run.Result)),
        [.. ResultRows.Create(runs).Select(row => ComparisonResult.From(row, runs))]);
}
