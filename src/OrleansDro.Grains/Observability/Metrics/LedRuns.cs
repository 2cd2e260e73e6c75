using System.Collections.Concurrent;

namespace OrleansDro.Grains.Observability.Metrics;

/// <summary>
/// The runs that this silo leads, as they were last seen. A run is led by one silo at a time; where it moves, it moves from here to there. Some time after its end it is
/// not shown any more: late enough for what came out to be read twice by whoever asks every minute, as Prometheus does where nothing else is set.
/// </summary>
internal sealed class LedRuns(RunMeter meter, TimeProvider clock)
{
    private static readonly TimeSpan ShownAfterEnd = TimeSpan.FromMinutes(3);

    private readonly ConcurrentDictionary<string, (RunReading Reading, long ShownAt)> _runs = new(StringComparer.Ordinal);

    /// <summary>The latest reading of each run.</summary>
    public IReadOnlyList<RunReading> Readings
    {
        get
        {
            RemoveEnded();
            return [.. _runs.Values.Select(run => run.Reading)];
        }
    }

    /// <summary>Shows a run, or its latest reading.</summary>
    public void Show(RunReading reading)
    {
        meter.Expect(reading.Status.Run);
        foreach (var group in RunSeries.ShownGroups(reading))
        {
            meter.Expect(reading.Status.Run, group.Group);
        }

        _runs[reading.Status.Run] = (reading, clock.GetTimestamp());
        RemoveEnded();
    }

    /// <summary>Shows a run no more: another silo leads it.</summary>
    public void Hide(string run) => _runs.TryRemove(run, out _);

    private void RemoveEnded()
    {
        foreach (var run in _runs.Where(run => run.Value.Reading.HasEnded && clock.GetElapsedTime(run.Value.ShownAt) > ShownAfterEnd))
        {
            _runs.TryRemove(run);
        }
    }
}
