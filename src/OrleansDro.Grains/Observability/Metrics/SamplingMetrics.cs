using System.Diagnostics.Metrics;

namespace OrleansDro.Grains.Observability.Metrics;

/// <summary>The metrics of this silo's samplers: the losses when they are credited.</summary>
internal sealed class SamplingMetrics
{
    private static readonly double[] LossBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 25];

    private readonly RunMeter _meter;
    private Histogram<double>? _losses;

    /// <summary>Creates the instruments.</summary>
    public SamplingMetrics(RunMeter meter)
    {
        _meter = meter;
        meter.Add(created => _losses = created.CreateHistogram<double>(
            InstrumentNames.CaseLoss, null, "Fresh losses of the drawn cases.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = LossBounds }));
    }

    /// <summary>Records losses that were reported for the first time; losses that are not finite are left out.</summary>
    /// <param name="run">The run's name.</param>
    /// <param name="losses">The losses.</param>
    public void AddLosses(string run, IEnumerable<float> losses)
    {
        _meter.ReserveSeries(run);
        var tag = new KeyValuePair<string, object?>("run", run);
        foreach (var loss in losses.Where(float.IsFinite))
        {
            _losses?.Record(loss, tag);
        }
    }
}
