using System.Text.Json;
using OrleansDro.FaultInjection.Clusters;

namespace OrleansDro.FaultInjection.Chaos;

/// <summary>How much of a run's fault-free throughput is left under faults.</summary>
internal sealed record GoodputReport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    // Long enough for a silo to be replaced, short enough for the noise of a machine not to drown what it costs.
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(30);

    /// <summary>Processor cores of the machine.</summary>
    public int Cores { get; init; } = Environment.ProcessorCount;

    /// <summary>Control silos.</summary>
    public required int Controls { get; init; }

    /// <summary>Trainer silos.</summary>
    public required int Trainers { get; init; }

    /// <summary>Minutes under faults.</summary>
    public required double Minutes { get; init; }

    /// <summary>Faults that were carried out.</summary>
    public required int Faults { get; init; }

    /// <summary>Faults of each kind.</summary>
    public required IReadOnlyDictionary<string, int> FaultsOfKind { get; init; }

    /// <summary>Steps committed under faults.</summary>
    public required double Steps { get; init; }

    /// <summary>Steps a second before the faults.</summary>
    public required double FaultFreeStepsPerSecondBefore { get; init; }

    /// <summary>Steps a second after the faults.</summary>
    public required double FaultFreeStepsPerSecondAfter { get; init; }

    /// <summary>Steps a second without faults, before and after together.</summary>
    public required double FaultFreeStepsPerSecond { get; init; }

    /// <summary>Seconds in which the steps that a fault cost would have been done without it: the mean over the faults.</summary>
    public double SecondsLostPerFault => (60 * Minutes - Steps / FaultFreeStepsPerSecond) / Faults;

    /// <summary>The same, counted in the half minute from each fault on, or up to the next fault: the mean over the faults of each kind.</summary>
    public required IReadOnlyDictionary<string, double> SecondsLostPerFaultOfKind { get; init; }

    /// <summary>Steps committed under faults, by those that would have been without.</summary>
    public double Goodput => Steps / (60 * Minutes * FaultFreeStepsPerSecond);

    /// <summary>What the goodput should be.</summary>
    public double Target { get; } = 0.98;

    /// <summary>Draws of the committed steps, those before and after the faults included.</summary>
    public required long DrawsIssued { get; init; }

    /// <summary>Draws that were credited to their cases.</summary>
    public required long DrawsCredited { get; init; }

    /// <summary>Draws that were not credited.</summary>
    public long DrawsLost => Math.Max(0, DrawsIssued - DrawsCredited);

    /// <summary>Credits beyond the draws.</summary>
    public long DrawsDuplicated => Math.Max(0, DrawsCredited - DrawsIssued);

    /// <summary>Draws the conclusions.</summary>
    public static GoodputReport Create(int controls, int trainers, GoodputObservation observation)
    {
        var (faults, timeline, outcome) = (observation.Faults, observation.Timeline, observation.Outcome);
        var (before, under, after) = (observation.Before, observation.Under, observation.After);
        var rate = (StepsIn(before) + StepsIn(after)) / (before.Duration + after.Duration).TotalSeconds;
        var lost = faults.Select((fault, i) => (Kind: fault.Fault.Kind, Seconds: SecondsLostIn(AftermathOf(i)))).ToArray();
        return new GoodputReport
        {
            Controls = controls,
            Trainers = trainers,
            Minutes = under.Duration.TotalMinutes,
            Faults = faults.Count,
            FaultsOfKind = lost.CountBy(fault => fault.Kind).OrderBy(kind => kind.Key).ToDictionary(kind => kind.Key.ToString(), kind => kind.Value),
            Steps = StepsIn(under),
            FaultFreeStepsPerSecondBefore = StepsIn(before) / before.Duration.TotalSeconds,
            FaultFreeStepsPerSecondAfter = StepsIn(after) / after.Duration.TotalSeconds,
            FaultFreeStepsPerSecond = rate,
            SecondsLostPerFaultOfKind = lost.GroupBy(fault => fault.Kind, fault => fault.Seconds).OrderBy(kind => kind.Key)
                .ToDictionary(kind => kind.Key.ToString(), kind => kind.Average()),
            DrawsIssued = outcome.DrawsIssued,
            DrawsCredited = outcome.DrawsCredited,
        };

        double StepsIn(TimeWindow window) => timeline.StepsBetween(window.From, window.Until);

        double SecondsLostIn(TimeWindow window) => window.Duration.TotalSeconds - StepsIn(window) / rate;

        TimeWindow AftermathOf(int fault)
        {
            var (from, next) = (faults[fault].At, fault + 1 < faults.Count ? faults[fault + 1].At : under.Until);
            return new TimeWindow(from, next - from < Aftermath ? next : from + Aftermath);
        }
    }

    /// <summary>All of it as a JSON object.</summary>
    public override string ToString() => JsonSerializer.Serialize(this, Json);
}
