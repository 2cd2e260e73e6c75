using System.Diagnostics.Metrics;

namespace OrleansDro.Grains.Observability.Metrics;

/// <summary>The metrics of this silo's trainers: their steps and checkpoints.</summary>
internal sealed class TrainingMetrics
{
    private static readonly double[] PhaseBounds = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30];
    private static readonly double[] CheckpointBounds = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300];
    private static readonly (StepPhase Phase, string Name)[] Phases = [.. Enum.GetValues<StepPhase>().Select(phase => (phase, phase.ToString().ToLowerInvariant()))];

    private readonly RunMeter _meter;
    private Histogram<double>? _phase;
    private Histogram<double>? _checkpoints;
    private Counter<long>? _reducedBytes;

    /// <summary>Creates the instruments.</summary>
    public TrainingMetrics(RunMeter meter)
    {
        _meter = meter;
        meter.Add(CreateInstruments);
    }

    /// <summary>Records a step of a trainer.</summary>
    /// <param name="run">The run's name.</param>
    /// <param name="times">How its time was spent.</param>
    /// <param name="bytes">Bytes of gradients that were sent to other silos or received from them.</param>
    public void AddStep(string run, StepTimes times, long bytes)
    {
        _meter.ReserveSeries(run);
        var tag = new KeyValuePair<string, object?>("run", run);
        foreach (var (phase, name) in Phases)
        {
            _phase?.Record(times[phase].TotalSeconds, tag, new KeyValuePair<string, object?>("phase", name));
        }

        _reducedBytes?.Add(bytes, tag);
    }

    /// <summary>Records a checkpoint that a trainer has saved.</summary>
    /// <param name="run">The run's name.</param>
    /// <param name="took">The time from the copy of the replica to the last file.</param>
    public void AddCheckpoint(string run, TimeSpan took) => _checkpoints?.Record(took.TotalSeconds, new KeyValuePair<string, object?>("run", run));

    private void CreateInstruments(Meter meter)
    {
        _phase = meter.CreateHistogram<double>(
            InstrumentNames.StepPhase, "s", "Time of a trainer's step, by phase.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = PhaseBounds });
        _checkpoints = meter.CreateHistogram<double>(
            InstrumentNames.Checkpoint, "s", "Time to save a checkpoint; steps do not wait for it.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = CheckpointBounds });
        _reducedBytes = meter.CreateCounter<long>(InstrumentNames.ReducedBytes, "By", "Gradients that trainers sent to other silos or received from them.");
    }
}
