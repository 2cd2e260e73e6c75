using System.Text.Json;
using OrleansDro.FaultInjection.Clusters;
using OrleansDro.Robustness.Metrics;

namespace OrleansDro.FaultInjection.Chaos;

/// <summary>What faults did to a run, beside the same steps undisturbed.</summary>
internal sealed record ChaosReport
{
    private const int SlowestTold = 5;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The seed of the plan.</summary>
    public required long Seed { get; init; }

    /// <summary>Processor cores of the machine.</summary>
    public int Cores { get; init; } = Environment.ProcessorCount;

    /// <summary>Control silos.</summary>
    public required int Controls { get; init; }

    /// <summary>Trainer silos, joined ones not counted.</summary>
    public required int Trainers { get; init; }

    /// <summary>Faults that were carried out.</summary>
    public required int Faults { get; init; }

    /// <summary>Faults of each kind.</summary>
    public required IReadOnlyDictionary<string, int> FaultsOfKind { get; init; }

    /// <summary>How often the run went back to a checkpoint, as its events tell; at most of the latest thousand.</summary>
    public required int Restored { get; init; }

    /// <summary>Committed steps.</summary>
    public required long Steps { get; init; }

    /// <summary>Seconds that the steps took under the faults.</summary>
    public required double DisturbedSeconds { get; init; }

    /// <summary>Seconds that as many steps took undisturbed.</summary>
    public required double UndisturbedSeconds { get; init; }

    /// <summary>The share of the time under faults that was of use: undisturbed by disturbed seconds.</summary>
    public double Goodput => UndisturbedSeconds / DisturbedSeconds;

    /// <summary>Median seconds of a step undisturbed.</summary>
    public required double MedianStepSeconds { get; init; }

    /// <summary>Seconds without a committed step around a fault, less a median step: the median over the faults.</summary>
    public required double RecoverySecondsP50 { get; init; }

    /// <summary>The same, 99th percentile.</summary>
    public required double RecoverySecondsP99 { get; init; }

    /// <summary>The same, median over the faults of each kind.</summary>
    public required IReadOnlyDictionary<string, double> RecoverySecondsP50OfKind { get; init; }

    /// <summary>The longest of them, longest first, each with when it was and what was done.</summary>
    public required IReadOnlyList<string> SlowestRecoveries { get; init; }

    /// <summary>Draws of the committed steps less credits, as the run's ledger has them.</summary>
    public required long LedgerDifference { get; init; }

    /// <summary>Credits that cases lack, compared with the undisturbed run case by case.</summary>
    public required long LostCredits { get; init; }

    /// <summary>Credits that cases have too many.</summary>
    public required long DuplicatedCredits { get; init; }

    /// <summary>Cases that differ in anything.</summary>
    public required int UnequalCases { get; init; }

    /// <summary>Whether the models have the same bits.</summary>
    public required bool SameModel { get; init; }

    /// <summary>Whether the same cases were drawn.</summary>
    public required bool SameDraws { get; init; }

    /// <summary>Whether the faults changed nothing but the time.</summary>
    public bool IsSame => SameModel && SameDraws && LedgerDifference == 0 && LostCredits == 0 && DuplicatedCredits == 0 && UnequalCases == 0;

    /// <summary>Draws the conclusions.</summary>
    public static ChaosReport Create(long seed, int controls, int trainers, ChaosObservation disturbed, (StepTimeline Timeline, RunOutcome Outcome) undisturbed)
    {
        var step = undisturbed.Timeline.MedianStep();
        var recoveries = Recoveries(disturbed, step);
        var seconds = recoveries.Select(recovery => recovery.Seconds).DefaultIfEmpty().ToArray();
        var difference = CreditDifference.Between(undisturbed.Outcome.Cases, disturbed.Outcome.Cases);
        var (expected, actual) = (undisturbed.Outcome, disturbed.Outcome);
        return new ChaosReport
        {
            Seed = seed,
            Controls = controls,
            Trainers = trainers,
            Faults = disturbed.Faults.Count,
            FaultsOfKind = recoveries.CountBy(recovery => recovery.Kind).OrderBy(kind => kind.Key).ToDictionary(kind => kind.Key.ToString(), kind => kind.Value),
            Restored = disturbed.Restored,
            Steps = actual.StepsCommitted,
            DisturbedSeconds = actual.StepsCommitted / disturbed.Timeline.StepsPerSecond,
            UndisturbedSeconds = actual.StepsCommitted / undisturbed.Timeline.StepsPerSecond,
            MedianStepSeconds = step.TotalSeconds,
            RecoverySecondsP50 = Percentile.Of(seconds, 50),
            RecoverySecondsP99 = Percentile.Of(seconds, 99),
            RecoverySecondsP50OfKind = recoveries.GroupBy(recovery => recovery.Kind, recovery => recovery.Seconds).OrderBy(kind => kind.Key)
                .ToDictionary(kind => kind.Key.ToString(), kind => Percentile.Of(kind.ToArray(), 50)),
            SlowestRecoveries = [.. recoveries.Select((recovery, i) => (recovery.Seconds, Record: disturbed.Faults[i])).OrderByDescending(slow => slow.Seconds).Take(SlowestTold)
                .Select(slow => FormattableString.Invariant($"{slow.Seconds:0.00} s at {slow.Record.At:HH:mm:ss}: {slow.Record.Fault.Kind} {slow.Record.Silo}").TrimEnd())],
            LedgerDifference = actual.DrawsIssued - actual.DrawsCredited,
            LostCredits = difference.Lost,
            DuplicatedCredits = difference.Duplicated,
            UnequalCases = difference.Unequal,
            SameModel = expected.ModelHash == actual.ModelHash,
            SameDraws = expected.DrawHash == actual.DrawHash && expected.StepsCommitted == actual.StepsCommitted,
        };
    }

    /// <summary>All of it as a JSON object.</summary>
    public override string ToString() => JsonSerializer.Serialize(this, Json);

    private static List<(FaultKind Kind, double Seconds)> Recoveries(ChaosObservation disturbed, TimeSpan step)
    {
        var recoveries = new List<(FaultKind, double)>();
        for (var i = 0; i < disturbed.Faults.Count; i++)
        {
            var until = i + 1 < disturbed.Faults.Count ? disturbed.Faults[i + 1].At : DateTimeOffset.MaxValue;
            var gap = disturbed.Timeline.LongestGap(disturbed.Faults[i].At, until) - step;
            recoveries.Add((disturbed.Faults[i].Fault.Kind, Math.Max(0, gap.TotalSeconds)));
        }

        return recoveries;
    }
}
