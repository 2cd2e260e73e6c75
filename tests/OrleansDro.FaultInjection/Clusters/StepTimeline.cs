namespace OrleansDro.FaultInjection.Clusters;

/// <summary>
/// When a run got ahead, as seen from outside. A run that goes back to a checkpoint gets ahead again only beyond where it was: what it does twice is no progress.
/// </summary>
internal sealed class StepTimeline
{
    private readonly List<(DateTimeOffset At, long Steps)> _points = [];
    private readonly Lock _lock = new();

    /// <summary>The committed steps that were seen last.</summary>
    public long Steps => Snapshot() is [.., var last] ? last.Steps : 0;

    /// <summary>From the first progress to the last.</summary>
    public TimeSpan Duration => Snapshot() is [var first, .., var last] ? last.At - first.At : TimeSpan.Zero;

    /// <summary>Steps a second; 0 before there is any progress.</summary>
    public double StepsPerSecond => Snapshot() is [var first, .., var last] ? (last.Steps - first.Steps) / (last.At - first.At).TotalSeconds : 0;

    /// <summary>The run was seen to have so many steps committed. Times ascend.</summary>
    public void Add(DateTimeOffset at, long steps)
    {
        lock (_lock)
        {
            if (_points is not [.., var last] || steps > last.Steps)
            {
                _points.Add((at, steps));
            }
        }
    }

    /// <summary>
    /// The longest time without progress that touches a span; zero where none was seen. It counts from the progress before the span, but not beyond the span: what follows
    /// has another cause.
    /// </summary>
    public TimeSpan LongestGap(DateTimeOffset from, DateTimeOffset until)
    {
        var points = Snapshot();
        var longest = TimeSpan.Zero;
        foreach (var (before, after) in points.Zip(points.Skip(1)))
        {
            if (before.At < until && after.At > from)
            {
                var end = after.At < until ? after.At : until;
                longest = end - before.At > longest ? end - before.At : longest;
            }
        }

        return longest;
    }

    /// <summary>
    /// The steps of a span. Of progress that was under way at one of its ends it is the part in proportion to time; before the first that was seen and after the last there is none.
    /// </summary>
    public double StepsBetween(DateTimeOffset from, DateTimeOffset until)
    {
        var points = Snapshot();
        return StepsAt(points, until) - StepsAt(points, from);
    }

    /// <summary>The median time of a step.</summary>
    /// <exception cref="InvalidOperationException">There was no progress.</exception>
    public TimeSpan MedianStep()
    {
        var points = Snapshot();
        var times = points.Zip(points.Skip(1), (before, after) => (after.At - before.At) / (after.Steps - before.Steps)).Order().ToArray();
        return times.Length > 0 ? times[times.Length / 2] : throw new InvalidOperationException("The run was not seen to get ahead.");
    }

    private static double StepsAt((DateTimeOffset At, long Steps)[] points, DateTimeOffset at)
    {
        var next = Array.FindIndex(points, point => point.At > at);
        if (next <= 0)
        {
            return points.Length == 0 ? 0 : points[next < 0 ? ^1 : 0].Steps;
        }

        var (before, after) = (points[next - 1], points[next]);
        return double.Lerp(before.Steps, after.Steps, (at - before.At) / (after.At - before.At));
    }

    private (DateTimeOffset At, long Steps)[] Snapshot()
    {
        lock (_lock)
        {
            return [.. _points];
        }
    }
}
