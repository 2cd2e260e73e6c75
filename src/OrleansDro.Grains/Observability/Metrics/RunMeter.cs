using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace OrleansDro.Grains.Observability.Metrics;

/// <summary>
/// The meter of all that is told of runs by their names. After so many runs it is begun anew: OpenTelemetry keeps each series that it has seen for as long as its meter lives, and
/// beyond 2,000 of one instrument it drops the labels of all that come (measured with 1.20.1: after the 71st run nothing of any run could be told any more). Counters then begin
/// at 0 again, as after a restart, and what is left of runs that have ended goes.
/// </summary>
internal sealed class RunMeter(IMeterFactory meters, TimeProvider clock) : IDisposable
{
    /// <summary>As many as one instrument may have in all, with room for those that come before the meter can be begun anew.</summary>
    private const int MostSeries = 1400;

    /// <summary>The most series of a run that one instrument has: two scores of validation with 14 statistics.</summary>
    private const int SeriesOfRun = 28;
    private const int SeriesOfGroup = 2;

    /// <summary>So that counters are read some times in between, however many runs there are at a time.</summary>
    private static readonly TimeSpan ShortestLife = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<(string Run, string? Group), bool> _seen = [];
    private readonly List<Action<Meter>> _instruments = [];
    private Meter? _meter;
    private long _bornAt;
    private int _series;

    /// <summary>Has instruments made, now and whenever the meter is begun anew.</summary>
    /// <param name="create">Makes them. What it made before measures nothing any more.</param>
    public void Add(Action<Meter> create)
    {
        lock (_lock)
        {
            _instruments.Add(create);
            create(_meter ??= Create());
        }
    }

    /// <summary>Something is going to be told of a run, or of one of its groups of cases.</summary>
    public void Expect(string run, string? group = null)
    {
        if (_seen.TryAdd((run, group), true)
            && Interlocked.Add(ref _series, group is null ? SeriesOfRun : SeriesOfGroup) > MostSeries
            && clock.GetElapsedTime(Volatile.Read(ref _bornAt)) > ShortestLife)
        {
            BeginAnew();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter?.Dispose();

    private void BeginAnew()
    {
        lock (_lock)
        {
            if (_series <= MostSeries)
            {
                return;
            }

            // The old one first: instruments of the same name in two meters would share their series.
            _meter?.Dispose();
            _seen.Clear();
            Volatile.Write(ref _series, 0);
            _meter = Create();
            _instruments.ForEach(create => create(_meter));
        }
    }

    // Not by the factory, which would give the same one again and again, and keep it alive.
    private Meter Create()
    {
        Volatile.Write(ref _bornAt, clock.GetTimestamp());
        return new Meter(new MeterOptions(TelemetryNames.Meter) { Scope = meters });
    }
}
