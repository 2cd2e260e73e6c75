using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Cli.Reporting.Files;

/// <summary>The content of <c>summary.json</c>: a run's result without its cases.</summary>
internal sealed record RunSummary(
    string Run,
    long Seed,
    long StepsCommitted,
    string ModelHash,
    string DrawHash,
    long DrawsIssued,
    long DrawsCredited,
    long ImportanceClippedLow,
    long ImportanceClippedHigh,
    double TrainingSeconds,
    long ParameterCount,
    int Changes,
    bool IsRepeatable,
    IReadOnlyList<ComputeFingerprint> Fingerprints,
    double? Beta,
    Staleness? Staleness,
    TailStatistics? TrainHardness,
    TailStatistics? Validation,
    TailStatistics? ValidationLoss,
    BestState? Best)
{
    public static RunSummary From(RunResult result)
    {
        var last = result.Statistics is [.., var record] ? record : null;
        return new RunSummary(
            result.Run,
            result.Spec.Seed,
            result.StepsCommitted,
            result.ModelHash,
            result.DrawHash,
            result.DrawsIssued,
            result.DrawsCredited,
            result.ImportanceClippedLow,
            result.ImportanceClippedHigh,
            result.TrainingSeconds,
            result.ParameterCount,
            result.Changes.Count,
            result.IsRepeatable,
            result.Fingerprints,
            last?.Beta,
            last?.Staleness,
            TailStatistics.From(result.TrainHardness),
            TailStatistics.From(result.Validation),
            TailStatistics.From(result.ValidationLoss),
            BestState.From(result));
    }
}
