namespace OrleansDro.Plots;

/// <summary>A line of a plot; a point with a value that is not finite leaves a gap.</summary>
internal sealed record LineSeries(string Name, IReadOnlyList<(double X, double Y)> Points);
