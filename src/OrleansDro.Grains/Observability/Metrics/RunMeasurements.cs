using System.Diagnostics.Metrics;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Robustness.Metrics;

namespace OrleansDro.Grains.Observability.Metrics;

/// <summary>The measurements of a run that have more labels than its name. The values of each label are a closed list, except for the groups, of which at most 20 are shown, and the kinds of trainers, of which a cluster has few.</summary>
internal static class RunMeasurements
{
    /// <summary>The number of groups that are shown: those with the largest mean loss.</summary>
    public const int MostGroups = 20;

    private static readonly (string Name, RunState State)[] RunStates =
        [.. Enum.GetValues<RunState>().Where(state => state != RunState.Unknown).Select(state => (SnakeCase(state.ToString()), state))];

    private static readonly (string Name, WaitReason Reason)[] Reasons =
        [.. Enum.GetValues<WaitReason>().Where(reason => reason != WaitReason.None).Select(reason => (SnakeCase(reason.ToString()), reason))];

    private static readonly (string Name, ScalingReason Reason)[] ScalingReasons =
        [.. Enum.GetValues<ScalingReason>().Select(reason => (SnakeCase(reason.ToString()), reason))];

    private static readonly (string Name, RunEventKind Kind)[] Causes =
    [
        .. new[] { RunEventKind.Joined, RunEventKind.Left, RunEventKind.Lost, RunEventKind.Differs, RunEventKind.Failed, RunEventKind.Evicted, RunEventKind.Restored, RunEventKind.Recovered }
            .Select(kind => (SnakeCase(kind.ToString()), kind)),
    ];

    /// <summary>The tail of the latest losses of all seen cases.</summary>
    public static IEnumerable<Measurement<double>> Losses(RunMetricsSample sample)
    {
        if (sample.Status.Statistics?.Losses is not { } losses)
        {
            yield break;
        }

        foreach (var (statistic, value) in HighTail(losses))
        {
            yield return Gauge(sample, value, ("statistic", statistic));
        }
    }

    /// <summary>The groups with the largest mean loss, at most 20, with their mean and maximum losses. Groups without a name or a loss are left out.</summary>
    public static IEnumerable<(string Name, double Mean, double Maximum)> ShownGroups(RunMetricsSample sample) => sample.Groups
        .Select(view => view is { Group: { } name, MeanLoss: { } mean, MaximumLoss: { } maximum } ? (name, mean, maximum) : default((string Name, double Mean, double Maximum)?))
        .OfType<(string, double, double)>()
        .Take(MostGroups);

    /// <summary>The losses of the groups with the largest mean loss.</summary>
    public static IEnumerable<Measurement<double>> GroupLosses(RunMetricsSample sample)
    {
        foreach (var (name, mean, maximum) in ShownGroups(sample))
        {
            yield return Gauge(sample, mean, ("group", name), ("statistic", "mean"));
            yield return Gauge(sample, maximum, ("group", name), ("statistic", "max"));
        }
    }

    /// <summary>The training cases by state.</summary>
    public static IEnumerable<Measurement<double>> Cases(RunMetricsSample sample)
    {
        if (sample.Status.Statistics is { } statistics)
        {
            yield return Gauge(sample, statistics.Losses.Count, ("state", "seen"));
            yield return Gauge(sample, statistics.UnseenCases, ("state", "unseen"));
            yield return Gauge(sample, statistics.QuarantinedCases, ("state", "quarantined"));
        }
    }

    /// <summary>The age of the recorded losses.</summary>
    public static IEnumerable<Measurement<double>> Ages(RunMetricsSample sample)
    {
        if (sample.Status.Statistics?.Staleness is { } staleness)
        {
            yield return Gauge(sample, staleness.MeanAge, ("statistic", "mean"));
            yield return Gauge(sample, staleness.P95Age, ("statistic", "p95"));
            yield return Gauge(sample, staleness.MaximumAge, ("statistic", "max"));
        }
    }

    /// <summary>The trainers by state. Trainers that hold the run's state but have no micro-batch are spares.</summary>
    public static IEnumerable<Measurement<double>> Trainers(RunMetricsSample sample)
    {
        var trainers = sample.Status.Trainers;
        yield return TrainersOf("preparing", trainer => trainer.Stage == TrainerStage.Preparing);
        yield return TrainersOf("prepared", trainer => trainer.Stage == TrainerStage.Prepared);
        yield return TrainersOf("training", trainer => trainer.Stage == TrainerStage.Ready && trainer.MicroBatches.Count > 0);
        yield return TrainersOf("spare", trainer => trainer.Stage == TrainerStage.Ready && trainer.MicroBatches.Count == 0);
        yield return TrainersOf("leaving", trainer => trainer.Stage == TrainerStage.Leaving);

        Measurement<double> TrainersOf(string state, Func<TrainerView, bool> isOne) => Gauge(sample, trainers.Count(isOne), ("state", state));
    }

    /// <summary>The members by kind: more than one series means that the result cannot be repeated bit for bit.</summary>
    public static IEnumerable<Measurement<double>> Kinds(RunMetricsSample sample) => sample.Status.Kinds.Select(kind => Gauge(sample, kind.Trainers, ("kind", kind.Fingerprint.Kind)));

    /// <summary>1 for the state of the run, 0 for all others.</summary>
    public static IEnumerable<Measurement<double>> States(RunMetricsSample sample) => RunStates.Select(entry => Gauge(sample, sample.Status.State == entry.State ? 1 : 0, ("state", entry.Name)));

    /// <summary>1 for the reason for which the run waits, 0 for all others.</summary>
    public static IEnumerable<Measurement<double>> Waiting(RunMetricsSample sample) =>
        Reasons.Select(entry => Gauge(sample, sample.Status.Waiting == entry.Reason ? 1 : 0, ("reason", entry.Name)));

    /// <summary>1 for the reason for which the run wants as many trainers as it does, 0 for all others.</summary>
    public static IEnumerable<Measurement<double>> Scaling(RunMetricsSample sample) => sample.Scaling is { } scaling
        ? ScalingReasons.Select(entry => Gauge(sample, scaling.Reason == entry.Reason ? 1 : 0, ("reason", entry.Name)))
        : [];

    /// <summary>The tail of the scores and losses on the validation cases.</summary>
    public static IEnumerable<Measurement<double>> Validation(RunMetricsSample sample) =>
        from report in sample.Validation
        from entry in LowTail(report.Summary).Concat(HighTail(report.Summary))
        select Gauge(sample, entry.Value, ("metric", report.Metric), ("statistic", entry.Statistic));

    /// <summary>The draws of the committed steps by outcome.</summary>
    public static IEnumerable<Measurement<long>> Draws(RunMetricsSample sample) =>
        [Count(sample, sample.Totals.DrawsIssued, ("outcome", "issued")), Count(sample, sample.Totals.DrawsCredited, ("outcome", "credited"))];

    /// <summary>The importance weights that were clipped.</summary>
    public static IEnumerable<Measurement<long>> Clipped(RunMetricsSample sample) =>
        [Count(sample, sample.Totals.ClippedLow, ("side", "low")), Count(sample, sample.Totals.ClippedHigh, ("side", "high"))];

    /// <summary>The audits by whether both trainers computed the same gradient.</summary>
    public static IEnumerable<Measurement<long>> Audits(RunMetricsSample sample) =>
        [Count(sample, sample.Totals.AuditsAgreed, ("outcome", "agreed")), Count(sample, sample.Totals.AuditsDiffered, ("outcome", "differed"))];

    /// <summary>The changes of the trainers and of the run's state.</summary>
    public static IEnumerable<Measurement<long>> Changes(RunMetricsSample sample) =>
        Causes.Select(entry => Count(sample, sample.Totals.Changes.GetValueOrDefault(entry.Kind), ("cause", entry.Name)));

    /// <summary>A value of the run with its labels.</summary>
    public static Measurement<double> Gauge(RunMetricsSample sample, double value, params ReadOnlySpan<(string Name, string Value)> labels) => new(value, TagsOf(sample, labels));

    /// <summary>A count of the run with its labels.</summary>
    public static Measurement<long> Count(RunMetricsSample sample, long value, params ReadOnlySpan<(string Name, string Value)> labels) => new(value, TagsOf(sample, labels));

    private static KeyValuePair<string, object?>[] TagsOf(RunMetricsSample sample, ReadOnlySpan<(string Name, string Value)> labels)
    {
        var tags = new KeyValuePair<string, object?>[labels.Length + 1];
        tags[0] = new("run", sample.Status.Run);
        for (var i = 0; i < labels.Length; i++)
        {
            tags[i + 1] = new(labels[i].Name, labels[i].Value);
        }

        return tags;
    }

    private static IEnumerable<(string Statistic, double Value)> HighTail(TailSummary summary) =>
    [
        ("mean", summary.Mean), ("p50", summary.P50), ("p90", summary.P90), ("p95", summary.P95), ("p99", summary.P99), ("max", summary.Max),
        ("cvar90", summary.Cvar90), ("cvar95", summary.Cvar95), ("cvar99", summary.Cvar99),
    ];

    private static IEnumerable<(string Statistic, double Value)> LowTail(TailSummary summary) =>
        [("min", summary.Min), ("p5", summary.P5), ("p10", summary.P10), ("p25", summary.P25), ("p75", summary.P75)];

    private static string SnakeCase(string name) =>
        string.Concat(name.Select((letter, i) => char.IsUpper(letter) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(letter) : letter.ToString()));
}
