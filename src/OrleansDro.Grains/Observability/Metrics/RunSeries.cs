using System.Diagnostics.Metrics;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Robustness.Metrics;

namespace OrleansDro.Grains.Observability.Metrics;

/// <summary>The series of a run that have more labels than its name, from a reading of it. The values of each label are a closed list, but for the groups, of which there are at most some, and the kinds of trainers, of which a cluster has few.</summary>
internal static class RunSeries
{
    /// <summary>How many groups are shown: those with the largest mean loss.</summary>
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
    public static IEnumerable<Measurement<double>> Losses(RunReading reading)
    {
        if (reading.Status.Statistics?.Losses is not { } losses)
        {
            yield break;
        }

        foreach (var (statistic, value) in HighTail(losses))
        {
            yield return Gauge(reading, value, ("statistic", statistic));
        }
    }

    /// <summary>The groups that do worst.</summary>
    public static IEnumerable<GroupView> ShownGroups(RunReading reading) => reading.Groups.Where(view => view.Group is not null && view.MeanLoss is not null).Take(MostGroups);

    /// <summary>The losses of the groups that do worst.</summary>
    public static IEnumerable<Measurement<double>> GroupLosses(RunReading reading)
    {
        foreach (var group in ShownGroups(reading))
        {
            yield return Gauge(reading, group.MeanLoss!.Value, ("group", group.Group!), ("statistic", "mean"));
            yield return Gauge(reading, group.MaximumLoss!.Value, ("group", group.Group!), ("statistic", "max"));
        }
    }

    /// <summary>The training cases by what is known of them.</summary>
    public static IEnumerable<Measurement<double>> Cases(RunReading reading)
    {
        if (reading.Status.Statistics is { } statistics)
        {
            yield return Gauge(reading, statistics.Losses.Count, ("state", "seen"));
            yield return Gauge(reading, statistics.UnseenCases, ("state", "unseen"));
            yield return Gauge(reading, statistics.QuarantinedCases, ("state", "quarantined"));
        }
    }

    /// <summary>The age of the losses on record.</summary>
    public static IEnumerable<Measurement<double>> Ages(RunReading reading)
    {
        if (reading.Status.Statistics?.Staleness is { } staleness)
        {
            yield return Gauge(reading, staleness.MeanAge, ("statistic", "mean"));
            yield return Gauge(reading, staleness.P95Age, ("statistic", "p95"));
            yield return Gauge(reading, staleness.MaximumAge, ("statistic", "max"));
        }
    }

    /// <summary>The trainers by what they do. Those that hold the run's state but have no micro-batch are spares.</summary>
    public static IEnumerable<Measurement<double>> Trainers(RunReading reading)
    {
        var trainers = reading.Status.Trainers;
        yield return TrainersOf("preparing", trainer => trainer.Stage == TrainerStage.Preparing);
        yield return TrainersOf("prepared", trainer => trainer.Stage == TrainerStage.Prepared);
        yield return TrainersOf("training", trainer => trainer.Stage == TrainerStage.Ready && trainer.MicroBatches.Count > 0);
        yield return TrainersOf("spare", trainer => trainer.Stage == TrainerStage.Ready && trainer.MicroBatches.Count == 0);
        yield return TrainersOf("leaving", trainer => trainer.Stage == TrainerStage.Leaving);

        Measurement<double> TrainersOf(string state, Func<TrainerView, bool> isOne) => Gauge(reading, trainers.Count(isOne), ("state", state));
    }

    /// <summary>The members by what decides their bits: more than one series means that the result cannot be repeated bit for bit.</summary>
    public static IEnumerable<Measurement<double>> Kinds(RunReading reading) => reading.Status.Kinds.Select(kind => Gauge(reading, kind.Trainers, ("kind", kind.Fingerprint.Kind)));

    /// <summary>1 for the state of the run, 0 for all others.</summary>
    public static IEnumerable<Measurement<double>> States(RunReading reading) => RunStates.Select(entry => Gauge(reading, reading.Status.State == entry.State ? 1 : 0, ("state", entry.Name)));

    /// <summary>1 for the reason for which the run waits, 0 for all others.</summary>
    public static IEnumerable<Measurement<double>> Waiting(RunReading reading) =>
        Reasons.Select(entry => Gauge(reading, reading.Status.Waiting == entry.Reason ? 1 : 0, ("reason", entry.Name)));

    /// <summary>1 for the reason for which the run wants as many trainers as it does, 0 for all others.</summary>
    public static IEnumerable<Measurement<double>> Scaling(RunReading reading) => reading.Scaling is { } scaling
        ? ScalingReasons.Select(entry => Gauge(reading, scaling.Reason == entry.Reason ? 1 : 0, ("reason", entry.Name)))
        : [];

    /// <summary>The tail of the scores and losses on the validation cases.</summary>
    public static IEnumerable<Measurement<double>> Validation(RunReading reading) =>
        from report in reading.Validation
        from entry in LowTail(report.Summary).Concat(HighTail(report.Summary))
        select Gauge(reading, entry.Value, ("metric", report.Metric), ("statistic", entry.Statistic));

    /// <summary>The draws of the committed steps by what became of them.</summary>
    public static IEnumerable<Measurement<long>> Draws(RunReading reading) =>
        [Count(reading, reading.Totals.DrawsIssued, ("outcome", "issued")), Count(reading, reading.Totals.DrawsCredited, ("outcome", "credited"))];

    /// <summary>The importance weights that were cut.</summary>
    public static IEnumerable<Measurement<long>> Clipped(RunReading reading) =>
        [Count(reading, reading.Totals.ClippedLow, ("side", "low")), Count(reading, reading.Totals.ClippedHigh, ("side", "high"))];

    /// <summary>The audits by whether both trainers computed the same gradient.</summary>
    public static IEnumerable<Measurement<long>> Audits(RunReading reading) =>
        [Count(reading, reading.Totals.AuditsAgreed, ("outcome", "agreed")), Count(reading, reading.Totals.AuditsDiffered, ("outcome", "differed"))];

    /// <summary>What happened to the trainers and to the run's state.</summary>
    public static IEnumerable<Measurement<long>> Changes(RunReading reading) =>
        Causes.Select(entry => Count(reading, reading.Totals.Changes.GetValueOrDefault(entry.Kind), ("cause", entry.Name)));

    /// <summary>A value of the run with its labels.</summary>
    public static Measurement<double> Gauge(RunReading reading, double value, params ReadOnlySpan<(string Name, string Value)> labels) => new(value, TagsOf(reading, labels));

    /// <summary>A count of the run with its labels.</summary>
    public static Measurement<long> Count(RunReading reading, long value, params ReadOnlySpan<(string Name, string Value)> labels) => new(value, TagsOf(reading, labels));

    private static KeyValuePair<string, object?>[] TagsOf(RunReading reading, ReadOnlySpan<(string Name, string Value)> labels)
    {
        var tags = new KeyValuePair<string, object?>[labels.Length + 1];
        tags[0] = new("run", reading.Status.Run);
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
