namespace OrleansDro.Grains.Observability.Metrics;

/// <summary>The time that one trainer spends in each phase of one step.</summary>
internal sealed class StepTimes(TimeProvider clock)
{
    private static readonly int Phases = Enum.GetValues<StepPhase>().Length;

    private readonly TimeSpan[] _times = new TimeSpan[Phases];

    /// <summary>The time spent in a phase.</summary>
    public TimeSpan this[StepPhase phase] => _times[(int)phase];

    /// <summary>Adds the time since a timestamp of the clock.</summary>
    /// <returns>The present timestamp.</returns>
    public long AddSince(long began, StepPhase phase)
    {
        var now = clock.GetTimestamp();
        _times[(int)phase] += clock.GetElapsedTime(began, now);
        return now;
    }

    /// <summary>Adds the time between two timestamps of the clock, if the second is later.</summary>
    public void AddBetween(long began, long ended, StepPhase phase) =>
        _times[(int)phase] += ended > began ? clock.GetElapsedTime(began, ended) : TimeSpan.Zero;
}
