namespace OrleansDro.Grains.Autoscaling;

/// <summary>
/// The time of a step by the largest part that a trainer has of it: measured, or otherwise predicted by a line, seconds = fixed + each · part. For more trainers the line is
/// fitted to all measurements. For fewer trainers it starts from the present split of the time, because measurements at which more trainers gain little would make it too flat.
/// </summary>
internal sealed class SpeedModel
{
    private readonly IReadOnlyDictionary<int, double> _measured;
    private readonly int _present;
    private readonly Line? _forMore, _forFewer;

    /// <summary>Creates the model.</summary>
    /// <param name="measured">Seconds of a step by largest part.</param>
    /// <param name="present">The largest part now.</param>
    /// <param name="shrinking">The share of the present step's time that is proportional to the part, from 0 to 1.</param>
    public SpeedModel(IReadOnlyDictionary<int, double> measured, int present, double shrinking)
    {
        (_measured, _present) = (measured, present);
        Line? here = Measured(present) is { } seconds ? new Line(seconds * (1 - shrinking), seconds * shrinking / present) : null;
        _forMore = measured.Count > 1 ? Fit(measured) : here;
        _forFewer = here ?? _forMore;
    }

    /// <summary>The measured seconds of a step, or null.</summary>
    public double? Measured(int part) => _measured.TryGetValue(part, out var seconds) ? seconds : null;

    /// <summary>The predicted seconds of a step; null if too little is known.</summary>
    public double? Predicted(int part) => (part < _present ? _forMore : _forFewer) is { } line ? line.Fixed + (line.Each * part) : null;

    /// <summary>The seconds of a step, measured or predicted; null if too little is known.</summary>
    public double? Seconds(int part) => Measured(part) ?? Predicted(part);

    /// <summary>Least squares, with both terms at least zero, because no time is negative.</summary>
    private static Line Fit(IReadOnlyDictionary<int, double> measured)
    {
        var (part, seconds) = (measured.Keys.Average(), measured.Values.Average());
        var each = measured.Sum(point => (point.Key - part) * (point.Value - seconds)) / measured.Sum(point => (point.Key - part) * (point.Key - part));
        var atNone = seconds - (each * part);
        if (each < 0)
        {
            return new Line(seconds, 0);
        }

        return atNone < 0
            ? new Line(0, measured.Sum(point => point.Key * point.Value) / measured.Sum(point => (double)point.Key * point.Key))
            : new Line(atNone, each);
    }

    private readonly record struct Line(double Fixed, double Each);
}
