using System.Diagnostics.Metrics;

namespace OrleansDro.Grains.Observability.Metrics;

/// <summary>The metrics of the runs whose coordinators this silo hosts: their state when it is collected, and how long they made no progress.</summary>
internal sealed class RunMetrics
{
    private static readonly double[] RecoveryBounds = [0.25, 0.5, 1, 1.5, 2, 3, 5, 7.5, 10, 15, 30, 60, 120, 300];

    private readonly RunMetricsRegistry _runs;
    private readonly TimeProvider _clock;
    private Histogram<double>? _recoveries;

    /// <summary>Creates the instruments.</summary>
    public RunMetrics(RunMeter meter, RunMetricsRegistry runs, TimeProvider clock)
    {
        (_runs, _clock) = (runs, clock);
        meter.Add(CreateInstruments);
    }

    /// <summary>Records that a run takes steps again after a loss.</summary>
    /// <param name="run">The run's name.</param>
    /// <param name="without">The time without a committed step.</param>
    public void AddRecovery(string run, TimeSpan without) => _recoveries?.Record(without.TotalSeconds, new KeyValuePair<string, object?>("run", run));

    private void CreateInstruments(Meter meter)
    {
        _recoveries = meter.CreateHistogram<double>(
            InstrumentNames.Recovery, "s", "Time without a committed step around the loss of a trainer or of the run's state.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = RecoveryBounds });
        Gauge(InstrumentNames.Step, null, "Committed steps of the run.", sample => sample.Status.StepsCommitted);
        Gauge(InstrumentNames.PlannedSteps, null, "Steps that the run is to take.", sample => sample.Status.Steps);
        Gauge(InstrumentNames.Generation, null, "Number of the present generation of trainers; each change of the members forms another.", sample => sample.Status.Generation);
        Gauge(InstrumentNames.Objective, null, "The robust objective (1/beta) log mean exp(beta loss) over the seen cases.", sample => sample.Status.Statistics?.Objective);
        Gauge(InstrumentNames.Beta, null, "Inverse temperature of the draws, in 1 / loss; 0 is uniform sampling.", sample => sample.Status.Statistics?.Beta);
        Gauge(InstrumentNames.EffectiveSampleSize, null, "1 / sum q^2 of the sampling distribution: of how many cases a batch is drawn, in effect.", sample => sample.Status.Statistics?.EffectiveSampleSize);
        Gauge(InstrumentNames.KullbackLeibler, "nats", "Kullback-Leibler divergence of the sampling distribution from uniform.", sample => sample.Status.Statistics?.KullbackLeibler);
        Gauge(InstrumentNames.CheckpointAge, "s", "Time since the latest checkpoint of an active run; before the first, since the silo started to host the run.", AgeOfCheckpoint);
        Gauge(InstrumentNames.TrainersWanted, null, "Trainers that the run can use; 0 once it has ended.", sample => sample.Scaling?.Wanted);
        Gauges(InstrumentNames.Loss, null, "Latest losses of all seen training cases.", RunMeasurements.Losses);
        Gauges(InstrumentNames.GroupLoss, null, "Latest losses of the training cases of the groups with the largest mean loss.", RunMeasurements.GroupLosses);
        Gauges(InstrumentNames.Cases, null, "Training cases by state.", RunMeasurements.Cases);
        Gauges(InstrumentNames.HistoryAge, "steps", "Age of the recorded losses.", RunMeasurements.Ages);
        Gauges(InstrumentNames.Trainers, null, "Trainers by state.", RunMeasurements.Trainers);
        Gauges(InstrumentNames.TrainerKind, null, "Members of the run by kind: what decides the bits that they compute.", RunMeasurements.Kinds);
        Gauges(InstrumentNames.RunState, null, "1 for the state of the run, 0 for all others.", RunMeasurements.States);
        Gauges(InstrumentNames.Waiting, null, "1 for the reason for which the run waits, 0 for all others.", RunMeasurements.Waiting);
        Gauges(InstrumentNames.Scaling, null, "1 for the reason for the wanted number of trainers, 0 for all others.", RunMeasurements.Scaling);
        Gauges(InstrumentNames.Validation, null, "Scores and losses of the model on the validation cases, once they are predicted.", RunMeasurements.Validation);
        Counter(InstrumentNames.StepsCommitted, "Committed steps, including repeated ones.", sample => [RunMeasurements.Count(sample, sample.Totals.Steps)]);
        Counter(InstrumentNames.Samples, "Training cases of committed steps.", sample => [RunMeasurements.Count(sample, sample.Totals.Samples)]);
        Counter(InstrumentNames.Draws, "Draws of the committed steps.", RunMeasurements.Draws);
        Counter(InstrumentNames.ImportanceClipped, "Importance weights that were clipped at a bound.", RunMeasurements.Clipped);
        Counter(InstrumentNames.Audits, "Parts of steps that two trainers computed to compare their gradients.", RunMeasurements.Audits);
        Counter(InstrumentNames.MembershipChanges, "Changes of the run's trainers and state.", RunMeasurements.Changes);

        void Gauge(string name, string? unit, string description, Func<RunMetricsSample, double?> value) =>
            Gauges(name, unit, description, sample => value(sample) is { } number ? [RunMeasurements.Gauge(sample, number)] : []);

        void Gauges(string name, string? unit, string description, Func<RunMetricsSample, IEnumerable<Measurement<double>>> series) =>
            meter.CreateObservableGauge(name, () => OfAll(series), unit, description);

        void Counter(string name, string description, Func<RunMetricsSample, IEnumerable<Measurement<long>>> series) =>
            meter.CreateObservableCounter(name, () => OfAll(series), null, description);
    }

    private IEnumerable<Measurement<T>> OfAll<T>(Func<RunMetricsSample, IEnumerable<Measurement<T>>> series)
        where T : struct => _runs.Samples.SelectMany(series);

    private double? AgeOfCheckpoint(RunMetricsSample sample) => sample is { HasEnded: false, SavedAt: { } savedAt } ? Math.Max(0, (_clock.GetUtcNow() - savedAt).TotalSeconds) : null;
}
