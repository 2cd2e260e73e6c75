using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace OrleansDro.Grains.Observability.Metrics;

/// <summary>
/// The meter of all instruments that have the run's name as a label. It is recreated after many runs: OpenTelemetry keeps each series that it has seen as long as its meter lives, and
/// beyond 2,000 series of one instrument it drops the labels of all new ones (measured with 1.20.1: after the 71st run, no new series had the name of its run). Counters then restart
/// at 0, as after a restart of the process, and the series of ended runs disappear.
/// </summary>
internal sealed class RunMeter(IMeterFactory meters, TimeProvider clock) : IDisposable
{
    /// <summary>The number of series of one instrument after which the meter is recreated. It leaves room for those that are added before that is possible.</summary>
    private const int MostSeries = 1400;

    /// <summary>The largest number of series that one instrument has for a run: two validation metrics with 14 statistics each.</summary>
    private const int SeriesOfRun = 28;
    private const int SeriesOfGroup = 2;

    /// <summary>The shortest lifetime of a meter, so that its counters are collected at least a few times, however many runs there are.</summary>
    private static readonly TimeSpan ShortestLife = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<(string Run, string? Group), bool> _seen = [];
    private readonly List<Action<Meter>> _instruments = [];
    private Meter? _meter;
    private long _createdAt;
    private int _series;

    /// <summary>Creates instruments, now and whenever the meter is recreated.</summary>
    /// <param name="create">Creates the instruments. Those that it created before measure nothing afterwards.</param>
    public void Add(Action<Meter> create)
    {
        lock (_lock)
        {
            _instruments.Add(create);
            create(_meter ??= Create());
        }
    }

    /// <summary>Reserves series for a run, or for one of its groups of cases, before they are measured.</summary>
    public void ReserveSeries(string run, string? group = null)
    {
        if (_seen.TryAdd((run, group), true)
            && Interlocked.Add(ref _series, group is null ? SeriesOfRun : SeriesOfGroup) > MostSeries
            && clock.GetElapsedTime(Volatile.Read(ref _createdAt)) > ShortestLife)
        {
            Recreate();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter?.Dispose();

    private void Recreate()
    {
        lock (_lock)
        {
            if (_series <= MostSeries)
            {
                return;
            }

            // The old meter is disposed of first, because instruments of the same name in two meters would share their series.
            _meter?.Dispose();
            _seen.Clear();
            Volatile.Write(ref _series, 0);
            _meter = Create();
            _instruments.ForEach(create => create(_meter));
        }
    }

    // Not created by the factory, which would return the same meter again and keep it alive.
    private Meter Create()
    {
        Volatile.Write(ref _createdAt, clock.GetTimestamp());
        return new Meter(new MeterOptions(TelemetryNames.Meter) { Scope = meters });
    }
}
