using System.Collections.Concurrent;

namespace OrleansDro.Grains.Observability.Metrics;

/// <summary>
/// The latest samples of the runs whose coordinators this silo hosts. Each coordinator is on one silo at a time; if it moves, its run moves from this registry to another one.
/// A run that has ended stays for three minutes, long enough to be read twice by a collector that reads once per minute, which is Prometheus's default.
/// </summary>
internal sealed class RunMetricsRegistry(RunMeter meter, TimeProvider clock)
{
    private static readonly TimeSpan KeptAfterEnd = TimeSpan.FromMinutes(3);

    private readonly ConcurrentDictionary<string, (RunMetricsSample Sample, long PublishedAt)> _runs = new(StringComparer.Ordinal);

    /// <summary>The latest sample of each run.</summary>
    public IReadOnlyList<RunMetricsSample> Samples
    {
        get
        {
            RemoveEnded();
            return [.. _runs.Values.Select(run => run.Sample)];
        }
    }

    /// <summary>Publishes the latest sample of a run.</summary>
    public void Publish(RunMetricsSample sample)
    {
        meter.ReserveSeries(sample.Name);
        foreach (var (name, _, _) in RunMeasurements.ShownGroups(sample))
        {
            meter.ReserveSeries(sample.Name, name);
        }

        _runs[sample.Name] = (sample, clock.GetTimestamp());
        RemoveEnded();
    }

    /// <summary>Removes a run whose coordinator moves to another silo.</summary>
    public void Remove(string run) => _runs.TryRemove(run, out _);

    private void RemoveEnded()
    {
        foreach (var run in _runs.Where(run => run.Value.Sample.HasEnded && clock.GetElapsedTime(run.Value.PublishedAt) > KeptAfterEnd))
        {
            _runs.TryRemove(run);
        }
    }
}
