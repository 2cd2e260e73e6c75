namespace OrleansDro.Grains.Observability.Metrics;

/// <summary>The phases of one step of one trainer, as they add up.</summary>
internal sealed class StepTimes(TimeProvider clock)
{
    private static readonly int Phases = Enum.GetValues<StepPhase>().Length;

    private readonly TimeSpan[] _times = new TimeSpan[Phases];

    /// <summary>The time that a phase took.</summary>
    public TimeSpan this[StepPhase phase] => _times[(int)phase];

    /// <summary>Adds what has passed since a timestamp of the clock.</summary>
    /// <returns>The timestamp of now.</returns>
    public long AddSince(long began, StepPhase phase)
    {
        var now = clock.GetTimestamp();
        _times[(int)phase] += clock.GetElapsedTime(began, now);
        return now;
    }

    /// <summary>Adds what lies between two timestamps of the clock, if the second is later.</summary>
    public void AddBetween(long began, long ended, StepPhase phase) =>
        _times[(int)phase] += ended > began ? clock.GetElapsedTime(began, ended) : TimeSpan.Zero;
}
