namespace OrleansDro.Cli.Reporting.Progress;

/// <summary>The recent speed of a run, and from it the time to its end.</summary>
internal sealed class StepRate(TimeProvider clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    private readonly Queue<(long Timestamp, long Step)> _observations = new();
    private long _last;

    public void Observe(long step)
    {
        if (step < _last)
        {
            _observations.Clear(); // the run rolled back to a checkpoint
        }

        _last = step;
        _observations.Enqueue((clock.GetTimestamp(), step));

        // One observation older than the window stays, to measure from.
        while (_observations.Count > 2 && clock.GetElapsedTime(_observations.ElementAt(1).Timestamp) >= Window)
        {
            _observations.Dequeue();
        }
    }

    /// <summary>The time to the given step at the speed of the last half minute; null until a step was observed.</summary>
    public TimeSpan? TimeTo(long step)
    {
        if (_observations.Count < 2)
        {
            return null;
        }

        var (timestamp, first) = _observations.Peek();
        var taken = _last - first;
        return taken > 0 ? clock.GetElapsedTime(timestamp) * ((double)(step - _last) / taken) : null;
    }
}
