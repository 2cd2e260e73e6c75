namespace OrleansDro.Grains.Coordination.Status;

/// <summary>Cases per second over the last few seconds, from readings of the committed steps.</summary>
internal sealed class StepRate(TimeProvider clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Queue<(long At, long Steps)> _readings = new();

    /// <summary>Takes a reading.</summary>
    /// <returns>Steps per second since the oldest reading of the window; 0 with the first.</returns>
    public double Read(long steps)
    {
        var now = clock.GetTimestamp();
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
