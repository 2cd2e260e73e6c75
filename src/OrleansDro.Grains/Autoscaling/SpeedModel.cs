namespace OrleansDro.Grains.Autoscaling;

/// <summary>
/// How long a step takes by the largest part that a trainer has of it: as it was measured, else as predicted on a line, seconds = fixed + each · part. For more trainers the line
/// goes through what was measured with fewer. For fewer it starts from where the time goes now: through speeds at which more trainers gain little it would be too flat.
/// </summary>
internal sealed class SpeedModel
{
    private readonly IReadOnlyDictionary<int, double> _measured;
    private readonly int _present;
    private readonly Line? _forMore, _forFewer;

    /// <summary>Makes the model.</summary>
    /// <param name="measured">Seconds of a step by largest part.</param>
    /// <param name="present">The largest part now.</param>
    /// <param name="shrinking">The share of a step that is now in proportion to the part, from 0 to 1.</param>
    public SpeedModel(IReadOnlyDictionary<int, double> measured, int present, double shrinking)
    {
        (_measured, _present) = (measured, present);
        Line? here = Measured(present) is { } seconds ? new Line(seconds * (1 - shrinking), seconds * shrinking / present) : null;
        _forMore = measured.Count > 1 ? Fit(measured) : here;
        _forFewer = here ?? _forMore;
    }

    /// <summary>The measured seconds of a step, or null.</summary>
    public double? Measured(int part) => _measured.TryGetValue(part, out var seconds) ? seconds : null;

    /// <summary>The predicted seconds of a step; null where too little is known.</summary>
    public double? Predicted(int part) => (part < _present ? _forMore : _forFewer) is { } line ? line.Fixed + (line.Each * part) : null;

    /// <summary>The seconds of a step, measured or predicted; null where too little is known.</summary>
    public double? Seconds(int part) => Measured(part) ?? Predicted(part);

    /// <summary>Least squares, with neither of the two below zero: no part takes less than no time.</summary>
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
