namespace OrleansDro.Grains.Coordination.Status;

/// <summary>Committed steps per second over the last 10 s.</summary>
internal sealed class CommitRate(TimeProvider clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Queue<(long At, long Steps)> _readings = new();
    private long _latest;

    /// <summary>Adds a reading of the number of committed steps.</summary>
    /// <returns>Steps per second since the oldest reading in the window; 0 for the first reading, also the first after the run rolled back.</returns>
    public double Read(long steps)
    {
        var now = clock.GetTimestamp();
        if (steps < _latest)
        {
            // The run rolled back.
            _readings.Clear();
        }

        _latest = steps;
        _readings.Enqueue((now, steps));
        while (_readings.Count > 2 && clock.GetElapsedTime(_readings.Peek().At, now) > Window)
        {
            _readings.Dequeue();
        }

        var oldest = _readings.Peek();
        var seconds = clock.GetElapsedTime(oldest.At, now).TotalSeconds;
        return seconds > 0 ? (steps - oldest.Steps) / seconds : 0;
    }
}
