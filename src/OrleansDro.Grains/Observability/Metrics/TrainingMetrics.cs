using System.Diagnostics.Metrics;

namespace OrleansDro.Grains.Observability.Metrics;

/// <summary>What the trainers of this silo measure of their steps.</summary>
internal sealed class TrainingMetrics
{
    /// <summary>The name of the histogram of the phases.</summary>
    public const string StepPhaseName = "orleansdro.step.phase";

    /// <summary>The name of the counter of bytes.</summary>
    public const string ReducedBytesName = "orleansdro.reduce.bytes";

    private static readonly double[] PhaseBounds = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30];
    private static readonly double[] CheckpointBounds = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300];
    private static readonly (StepPhase Phase, string Name)[] Phases = [.. Enum.GetValues<StepPhase>().Select(phase => (phase, phase.ToString().ToLowerInvariant()))];

    private readonly RunMeter _meter;
    private Histogram<double>? _phase;
    private Histogram<double>? _checkpoints;
    private Counter<long>? _reducedBytes;

    /// <summary>Makes the instruments.</summary>
    public TrainingMetrics(RunMeter meter)
    {
        _meter = meter;
        meter.Add(CreateInstruments);
    }

    /// <summary>A trainer has taken a step.</summary>
    /// <param name="run">The run's name.</param>
    /// <param name="times">Where its time went.</param>
    /// <param name="bytes">Bytes of gradients that went to other silos or came from them.</param>
    public void AddStep(string run, StepTimes times, long bytes)
    {
        _meter.Expect(run);
        var tag = new KeyValuePair<string, object?>("run", run);
        foreach (var (phase, name) in Phases)
        {
            _phase!.Record(times[phase].TotalSeconds, tag, new KeyValuePair<string, object?>("phase", name));
        }

        _reducedBytes!.Add(bytes, tag);
    }

    /// <summary>A trainer has saved a checkpoint.</summary>
    /// <param name="run">The run's name.</param>
    /// <param name="took">From the copy of the replica to the last file.</param>
    public void AddCheckpoint(string run, TimeSpan took) => _checkpoints!.Record(took.TotalSeconds, new KeyValuePair<string, object?>("run", run));

    private void CreateInstruments(Meter meter)
    {
        _phase = meter.CreateHistogram<double>(
            StepPhaseName, "s", "Time of a trainer's step by what it went to.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = PhaseBounds });
        _checkpoints = meter.CreateHistogram<double>(
            "orleansdro.checkpoint", "s", "Time to save a checkpoint, which the steps do not wait for.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = CheckpointBounds });
        _reducedBytes = meter.CreateCounter<long>(ReducedBytesName, "By", "Gradients that trainers sent to other silos or got from them.");
    }
}
