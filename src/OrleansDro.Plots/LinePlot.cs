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
        var description = $"{title} by {xName}. {string.Join("; ", series.Select(line => Describe(line, xName)))}.";
        var plot = new PlotFrame(description, x, xName, Axis.Covering(series.SelectMany(line => line.Points).Select(point => point.Y), 0), Height);
        for (var index = 0; index < series.Count; index++)
        {
            plot.Add(Tag.Of(
                "path",
                $"line {PlotColors.OfRun(index)}",
                new XAttribute("d", Path(plot, Thin(series[index].Points))),
                new XElement("title", Describe(series[index], xName))));
        }

        return plot.Figure(title);
    }

    private static string Describe(LineSeries line, string xName) => line.Points.Count == 0
        ? $"{line.Name}: no record"
        : $"{line.Name}: {Numbers.Format(line.Points[^1].Y)} at {xName} {Numbers.Format((long)line.Points[^1].X)}";

    private static IEnumerable<(double X, double Y)> Thin(IReadOnlyList<(double X, double Y)> points) =>
        points.Count <= 2 * Buckets
            ? points
            : points.Chunk((points.Count + Buckets - 1) / Buckets).SelectMany(chunk => new[] { chunk.MinBy(point => point.Y), chunk.MaxBy(point => point.Y) }.OrderBy(point => point.X));

    private static string Path(PlotFrame plot, IEnumerable<(double X, double Y)> points)
    {
        var path = new StringBuilder();
        var isDrawing = false;
        foreach (var (x, y) in points)
        {
            if (double.IsFinite(y))
            {
                // A line back to its start shows a single point as a dot.
                var at = $"{PlotFrame.Coordinate(plot.X(x))} {PlotFrame.Coordinate(plot.Y(y))}";
                path.Append(isDrawing ? $"L{at}" : $"M{at}L{at}");
            }

            isDrawing = double.IsFinite(y);
        }

        return path.ToString();
    }
}
