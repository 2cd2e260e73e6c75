using System.Text;
using System.Xml.Linq;

namespace OrleansDro.Plots;

/// <summary>Numbers over the steps, or over something else, a line for each run.</summary>
internal static class LinePlot
{
    private const double Height = 230;

    /// <summary>Parts of the width in which only the lowest and the highest point of a line are kept: spikes stay, the page stays small.</summary>
    private const int Buckets = 250;

    public static XElement Create(string title, IReadOnlyList<LineSeries> series)
    {
        var points = series.SelectMany(line => line.Points).ToList();
        var last = points.Select(point => point.X).DefaultIfEmpty(1).Max();
        return Create(title, new Axis(0, Math.Max(last, 1)), "step", series);
    }

    /// <param name="title">What is shown.</param>
    /// <param name="x">The horizontal axis.</param>
    /// <param name="xName">What it measures.</param>
    /// <param name="series">The lines.</param>
    public static XElement Create(string title, Axis x, string xName, IReadOnlyList<LineSeries> series)
    {
        var values = series.SelectMany(line => line.Points).Select(point => point.Y).Where(double.IsFinite).ToList();
        var linear = Draw(title, x, xName, Axis.Covering(values, 0), series);
        return ScaleSwitch.FallsOverDecades(values)
            ? ScaleSwitch.Figure(title, linear, Draw($"{title}, logarithmic", x, xName, LogAxis.CoveringDecades(values), series))
            : linear.Figure(title);
    }

    private static PlotFrame Draw(string title, Axis x, string xName, Axis y, IReadOnlyList<LineSeries> series)
    {
        var description = $"{title} by {xName}. {string.Join("; ", series.Select(line => Describe(line, xName)))}.";
        var plot = new PlotFrame(description, x, xName, y, Height);
        for (var index = 0; index < series.Count; index++)
        {
            plot.Add(Tag.Of(
                "path",
                $"line {PlotColors.OfRun(index)}",
                new XAttribute("d", Path(plot, y, Thin(series[index].Points))),
                new XElement("title", Describe(series[index], xName))));
        }

        return plot;
    }

    private static string Describe(LineSeries line, string xName) => line.Points.Count == 0
        ? $"{line.Name}: no record"
        : $"{line.Name}: {Numbers.Format(line.Points[^1].Y)} at {xName} {Numbers.Format((long)line.Points[^1].X)}";

    private static IEnumerable<(double X, double Y)> Thin(IReadOnlyList<(double X, double Y)> points) =>
        points.Count <= 2 * Buckets
            ? points
            : points.Chunk((points.Count + Buckets - 1) / Buckets).SelectMany(chunk => new[] { chunk.MinBy(point => point.Y), chunk.MaxBy(point => point.Y) }.OrderBy(point => point.X));

    private static string Path(PlotFrame plot, Axis axis, IEnumerable<(double X, double Y)> points)
    {
        var path = new StringBuilder();
        var isDrawing = false;
        foreach (var (x, y) in points)
        {
            var isShown = double.IsFinite(y) && (axis is not LogAxis || y > 0);
            if (isShown)
            {
                // A line back to its start shows a single point as a dot.
                var at = $"{PlotFrame.Coordinate(plot.X(x))} {PlotFrame.Coordinate(plot.Y(y))}";
                path.Append(isDrawing ? $"L{at}" : $"M{at}L{at}");
            }

            isDrawing = isShown;
        }

        return path.ToString();
    }
}
