using System.Diagnostics.Metrics;

namespace OrleansDro.Grains.Observability.Metrics;

/// <summary>Measures the runs that this silo leads: where they stand when they are asked for, and how long they stood still.</summary>
internal sealed class RunMetrics
{
    private static readonly double[] RecoveryBounds = [0.25, 0.5, 1, 1.5, 2, 3, 5, 7.5, 10, 15, 30, 60, 120, 300];

    private readonly LedRuns _runs;
    private readonly TimeProvider _clock;
    private Histogram<double>? _recoveries;

    /// <summary>Makes the instruments.</summary>
    public RunMetrics(RunMeter meter, LedRuns runs, TimeProvider clock)
    {
        (_runs, _clock) = (runs, clock);
        meter.Add(CreateInstruments);
    }

    /// <summary>A run takes steps again after a loss.</summary>
    /// <param name="run">The run's name.</param>
    /// <param name="without">The time without a step.</param>
    public void AddRecovery(string run, TimeSpan without) => _recoveries!.Record(without.TotalSeconds, new KeyValuePair<string, object?>("run", run));

    private void CreateInstruments(Meter meter)
    {
        _recoveries = meter.CreateHistogram<double>(
            "orleansdro.recovery", "s", "Time without a committed step around the loss of a trainer or of the run's state.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = RecoveryBounds });
        Gauge("orleansdro.step", null, "Committed steps of the run.", reading => reading.Status.StepsCommitted);
        Gauge("orleansdro.planned_steps", null, "Steps that the run is to take.", reading => reading.Status.Steps);
        Gauge("orleansdro.generation", null, "Number of the present generation of trainers; each change of who trains begins another.", reading => reading.Status.Generation);
        Gauge("orleansdro.objective", null, "The robust objective (1/beta) log mean exp(beta loss) over the seen cases.", reading => reading.Status.Statistics?.Objective);
        Gauge("orleansdro.beta", null, "Inverse temperature of the draws, in 1 / loss; 0 is uniform sampling.", reading => reading.Status.Statistics?.Beta);
        Gauge("orleansdro.effective_sample_size", null, "1 / sum q^2 of the sampling distribution: of how many cases a batch is drawn, in effect.", reading => reading.Status.Statistics?.EffectiveSampleSize);
        Gauge("orleansdro.kl_divergence", "nats", "Kullback-Leibler divergence of the sampling distribution from uniform.", reading => reading.Status.Statistics?.KullbackLeibler);
        Gauge("orleansdro.checkpoint.age", "s", "Time since the latest checkpoint of a run that goes on; before the first, since the silo began to lead it.", AgeOfCheckpoint);
        Gauge("orleansdro.trainers_wanted", null, "Trainers that the run can use; 0 once it has ended.", reading => reading.Scaling?.Wanted);
        Gauges("orleansdro.loss", null, "Latest losses of all seen training cases.", RunSeries.Losses);
        Gauges("orleansdro.group_loss", null, "Latest losses of the training cases of the groups that do worst.", RunSeries.GroupLosses);
        Gauges("orleansdro.cases", null, "Training cases by what is known of them.", RunSeries.Cases);
        Gauges("orleansdro.history_age", "steps", "Age of the losses on record.", RunSeries.Ages);
        Gauges("orleansdro.trainers", null, "Trainers by what they do.", RunSeries.Trainers);
        Gauges("orleansdro.trainer_kind", null, "Members of the run by the fingerprint of what decides the bits that they compute.", RunSeries.Kinds);
        Gauges("orleansdro.run_state", null, "1 for the state of the run, else 0.", RunSeries.States);
        Gauges("orleansdro.waiting", null, "1 for the reason for which the run waits, else 0.", RunSeries.Waiting);
        Gauges("orleansdro.scaling", null, "1 for the reason for which the run wants as many trainers as it does, else 0.", RunSeries.Scaling);
        Gauges("orleansdro.validation", null, "Scores and losses of the model on the validation cases, once they are predicted.", RunSeries.Validation);
        Counter("orleansdro.steps_committed", "Steps whose losses were all credited, repeated ones included.", reading => [RunSeries.Count(reading, reading.Totals.Steps)]);
        Counter("orleansdro.samples", "Training cases that were computed for committed steps.", reading => [RunSeries.Count(reading, reading.Totals.Samples)]);
        Counter("orleansdro.draws", "Draws of the committed steps.", RunSeries.Draws);
        Counter("orleansdro.importance_clipped", "Importance weights that were cut at a bound.", RunSeries.Clipped);
        Counter("orleansdro.audits", "Parts of steps that two trainers computed to compare their gradients.", RunSeries.Audits);
        Counter("orleansdro.membership_changes", "What happened to the run's trainers and state.", RunSeries.Changes);

        void Gauge(string name, string? unit, string description, Func<RunReading, double?> value) =>
            Gauges(name, unit, description, reading => value(reading) is { } number ? [RunSeries.Gauge(reading, number)] : []);

        void Gauges(string name, string? unit, string description, Func<RunReading, IEnumerable<Measurement<double>>> series) =>
            meter.CreateObservableGauge(name, () => OfAll(series), unit, description);

        void Counter(string name, string description, Func<RunReading, IEnumerable<Measurement<long>>> series) =>
            meter.CreateObservableCounter(name, () => OfAll(series), null, description);
    }

    private IEnumerable<Measurement<T>> OfAll<T>(Func<RunReading, IEnumerable<Measurement<T>>> series)
        where T : struct => _runs.Readings.SelectMany(series);

    private double? AgeOfCheckpoint(RunReading reading) => reading is { HasEnded: false, SavedAt: { } savedAt } ? Math.Max(0, (_clock.GetUtcNow() - savedAt).TotalSeconds) : null;
}
