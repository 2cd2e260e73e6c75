namespace OrleansDro.Grains.Autoscaling;

/// <summary>
/// What is known of how long a step takes, by the largest part that a trainer has of it. What was measured is remembered for long, so that what did not help is not tried again
/// and again; it is forgotten when it is old, and all of it when the present speed shows that conditions have changed.
/// </summary>
internal sealed class SpeedTable(TimeProvider clock)
{
    /// <summary>The median of so many measurements counts.</summary>
    public const int MeasurementsNeeded = 8;

    /// <summary>The median of so many tells whether conditions have changed: before it does, no change shows in the median that counts.</summary>
    private const int MeasurementsCompared = 5;

    /// <summary>How long a speed is remembered that is not measured any more.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromHours(2);

    /// <summary>A speed that has changed by this factor tells that conditions have.</summary>
    private const double OtherConditions = 1.5;

    private readonly Dictionary<int, Entry> _entries = [];
    private int _present;

    /// <summary>The median seconds of a step by largest part, where enough steps were measured.</summary>
    public IReadOnlyDictionary<int, double> Seconds => _entries.Where(entry => entry.Value.Seconds is not null).ToDictionary(entry => entry.Key, entry => entry.Value.Seconds!.Value);

    /// <summary>How many steps with a largest part were measured.</summary>
    public long StepsOf(int part) => _entries.GetValueOrDefault(part)?.Steps ?? 0;

    /// <summary>Whether enough was measured with the present part since it is the present one.</summary>
    public bool IsFresh(int part) => part == _present && _entries.TryGetValue(part, out var entry) && entry.Latest.Count == MeasurementsNeeded;

    /// <summary>Takes a measurement.</summary>
    /// <param name="part">The largest part that a trainer has now.</param>
    /// <param name="measurement">Some steps with it.</param>
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

        ForgetOld();
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

    private void ForgetOld()
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
        /// <summary>The latest measurements of the present or the last time that the part was the present one.</summary>
        public Queue<double> Latest { get; } = [];

        /// <summary>The latest median.</summary>
        public double? Seconds { get; set; }

        /// <summary>The first median under the present conditions.</summary>
        public double? AtFirst { get; set; }

        public long Steps { get; set; }

        public long MeasuredAt { get; set; }
    }
}
