namespace OrleansDro.Grains.Autoscaling;

/// <summary>
/// The measured times of a step, by the largest part that a trainer has of it. Measurements are kept for two hours, so that a number of trainers that did not help is not tried
/// again soon. All are removed when the present speed shows that conditions have changed.
/// </summary>
internal sealed class SpeedTable(TimeProvider clock)
{
    /// <summary>The number of measurements whose median counts.</summary>
    public const int MeasurementsNeeded = 8;

    /// <summary>The number of measurements whose median shows whether conditions have changed. It is smaller, so that it reacts before the median that counts.</summary>
    private const int MeasurementsCompared = 5;

    /// <summary>How long a speed is kept that is no longer measured.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromHours(2);

    /// <summary>Conditions have changed if a speed changes by this factor.</summary>
    private const double OtherConditions = 1.5;

    private readonly Dictionary<int, Entry> _entries = [];
    private int _present;

    /// <summary>The median seconds of a step by largest part, for parts with enough measurements.</summary>
    public IReadOnlyDictionary<int, double> Seconds => _entries.Where(entry => entry.Value.Seconds is not null).ToDictionary(entry => entry.Key, entry => entry.Value.Seconds.GetValueOrDefault());

    /// <summary>The number of measured steps with a largest part.</summary>
    public long StepsOf(int part) => _entries.GetValueOrDefault(part)?.Steps ?? 0;

    /// <summary>Whether enough steps were measured with the present part since it became the present one.</summary>
    public bool IsFresh(int part) => part == _present && _entries.TryGetValue(part, out var entry) && entry.Latest.Count == MeasurementsNeeded;

    /// <summary>Adds a measurement.</summary>
    /// <param name="part">The largest part that a trainer has now.</param>
    /// <param name="measurement">The time of some steps with it.</param>
    public void Add(int part, StepMeasurement measurement)
    {
        if (!_entries.TryGetValue(part, out var entry))
        {
            _entries[part] = entry = new Entry();
        }

        if (part != _present)
        {
            _present = part;
            entry.Latest.Clear();
        }

        RemoveOld();
        entry.Latest.Enqueue(measurement.Seconds);
        entry.Steps += measurement.Steps;
        entry.MeasuredAt = clock.GetTimestamp();
        if (entry.Latest.Count > MeasurementsNeeded)
        {
            entry.Latest.Dequeue();
        }

        if (entry.Latest.Count >= MeasurementsCompared && Median(entry.Latest.TakeLast(MeasurementsCompared)) / entry.AtFirst is > OtherConditions or < 1 / OtherConditions)
        {
            _entries.Clear();
        }
        else if (entry.Latest.Count == MeasurementsNeeded)
        {
            entry.Seconds = Median(entry.Latest);
            entry.AtFirst ??= entry.Seconds;
        }
    }

    private void RemoveOld()
    {
        foreach (var old in _entries.Where(entry => entry.Key != _present && clock.GetElapsedTime(entry.Value.MeasuredAt) > Memory).Select(entry => entry.Key).ToArray())
        {
            _entries.Remove(old);
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private sealed class Entry
    {
        /// <summary>The measurements since the part last became the present one.</summary>
        public Queue<double> Latest { get; } = [];

        /// <summary>The latest median.</summary>
        public double? Seconds { get; set; }

        /// <summary>The first median under the present conditions.</summary>
        public double? AtFirst { get; set; }

        public long Steps { get; set; }

        public long MeasuredAt { get; set; }
    }
}
