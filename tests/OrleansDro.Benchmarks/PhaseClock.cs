using OrleansDro.Grains.Observability;

namespace OrleansDro.Benchmarks;

/// <summary>Adds up the phases of the steps of all trainers in this process, from the metrics that every silo has.</summary>
internal sealed class PhaseClock : IDisposable
{
    private readonly TrainingMeter<double> _meter;
    private readonly Dictionary<string, double> _seconds = [];
    private readonly Lock _lock = new();

    public PhaseClock() => _meter = new TrainingMeter<double>(InstrumentNames.StepPhase, (_, seconds, tags, _) => Add(tags, seconds));

    /// <summary>Begins anew.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            _seconds.Clear();
        }
    }

    /// <summary>The share of each phase in the time of the steps since it began.</summary>
    public IReadOnlyDictionary<string, double> Shares()
    {
        lock (_lock)
        {
            var all = _seconds.Values.Sum();
            return _seconds.ToDictionary(phase => phase.Key, phase => phase.Value / all);
        }
    }

    public void Dispose() => _meter.Dispose();

    private void Add(ReadOnlySpan<KeyValuePair<string, object?>> tags, double seconds)
    {
        foreach (var (name, value) in tags)
        {
            if (name == "phase")
            {
                lock (_lock)
                {
                    _seconds[(string)value!] = _seconds.GetValueOrDefault((string)value!) + seconds;
                }
            }
        }
    }
}
