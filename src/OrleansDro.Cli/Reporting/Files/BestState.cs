using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Specs;

namespace OrleansDro.Cli.Reporting.Files;

/// <summary>The best state of a run by its validations, for <c>summary.json</c>.</summary>
/// <param name="Steps">The steps that it had taken.</param>
/// <param name="Statistic">The statistic by which it is the best.</param>
/// <param name="Value">Its value.</param>
/// <param name="Validation">The scores of the validation cases.</param>
internal sealed record BestState(long Steps, ValidationStatistic Statistic, double Value, TailStatistics? Validation)
{
    public static BestState? From(RunResult result) => result is { BestValidation: { } best, Spec.Validation.Best: var statistic }
        ? new BestState(best.Steps, statistic, best.ValueOf(statistic), TailStatistics.From(best.Score))
        : null;
}
