using OrleansDro.Abstractions.Results;
using OrleansDro.Robustness.Metrics;

namespace OrleansDro.Grains.Observability.Tracking;

/// <summary>The numbers of a run by the names under which trackers export them. Numbers that are not finite are left out.</summary>
internal static class TrackedValues
{
    /// <summary>The numbers of the statistics after a step.</summary>
    public static IEnumerable<(string Name, double Value)> Of(LossStatistics statistics) => Finite(
    [
        .. Tail("loss", statistics.Losses),
        ("loss/drawn", statistics.DrawnLoss),
        ("sampling/objective", statistics.Objective),
        ("sampling/beta", statistics.Beta),
        ("sampling/effective_sample_size", statistics.EffectiveSampleSize),
        ("sampling/kl_divergence_nats", statistics.KullbackLeibler),
        ("cases/seen", statistics.SeenCases),
        ("cases/quarantined", statistics.QuarantinedCases),
        .. statistics.Staleness is { } staleness ? [("history/mean_age_steps", staleness.MeanAge), ("history/max_age_steps", staleness.MaximumAge)] : Array.Empty<(string, double)>(),
    ]);

    /// <summary>The numbers of the validation cases.</summary>
    public static IEnumerable<(string Name, double Value)> Of(TailReport validation) => Finite(
    [
        .. Tail($"validation/{validation.Metric}", validation.Summary),
        ($"validation/{validation.Metric}/p5", validation.Summary.P5),
        ($"validation/{validation.Metric}/min", validation.Summary.Min),
    ]);

    /// <summary>The numbers of a validation while the run trains.</summary>
    public static IEnumerable<(string Name, double Value)> Of(ValidationPoint point) =>
    [
        .. Of(point.Score),
        .. point.Loss is { } loss ? Of(loss) : [],
        .. Finite([.. point.Score.Groups.Select(group => ($"validation/{point.Score.Metric}/group/{group.Group}", group.Mean))]),
        .. Finite([.. point.LabelScores.Select((score, label) => ($"validation/{point.Score.Metric}/label/{label + 1}", score))]),
    ];

    private static (string Name, double Value)[] Tail(string prefix, TailSummary summary) =>
    [
        ($"{prefix}/mean", summary.Mean),
        ($"{prefix}/p50", summary.P50),
        ($"{prefix}/p95", summary.P95),
        ($"{prefix}/p99", summary.P99),
        ($"{prefix}/max", summary.Max),
        ($"{prefix}/cvar90", summary.Cvar90),
        ($"{prefix}/cvar95", summary.Cvar95),
    ];

    private static IEnumerable<(string Name, double Value)> Finite((string Name, double Value)[] values) => values.Where(entry => double.IsFinite(entry.Value));
}
