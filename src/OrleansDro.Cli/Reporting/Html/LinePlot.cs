using System.Text;
using System.Xml.Linq;

namespace OrleansDro.Cli.Reporting.Html;

/// <summary>Numbers over the steps, a line for each run.</summary>
internal static class LinePlot
{
    private const double Height = 230;

    /// <summary>Parts of the width in which only the lowest and the highest point of a line are kept: spikes stay, the page stays small.</summary>
    private const int Buckets = 250;

    public static XElement Create(string title, IReadOnlyList<LineSeries> series)
    {
        var points = series.SelectMany(line => line.Points).ToList();
        var last = points.Select(point => point.X).DefaultIfEmpty(1).Max();
        var description = $"{title} over the steps. {string.Join("; ", series.Select(Describe))}.";
        var plot = new PlotFrame(description, new Axis(0, Math.Max(last, 1)), "step", Axis.Covering(points.Select(point => point.Y), 0), Height);
        for (var index = 0; index < series.Count; index++)
        {
            plot.Add(Tag.Of(
                "path",
                $"line {PlotColors.OfRun(index)}",
                new XAttribute("d", Path(plot, Thin(series[index].Points))),
                new XElement("title", Describe(series[index]))));
        }

        return plot.Figure(title);
    }

    private static string Describe(LineSeries line) => line.Points.Count == 0
        ? $"{line.Name}: no record"
        : $"{line.Name}: {Numbers.Format(line.Points[^1].Y)} at step {Numbers.Format((long)line.Points[^1].X)}";

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
                // A line to where it starts shows a lone point as a dot.
                var at = $"{PlotFrame.Coordinate(plot.X(x))} {PlotFrame.Coordinate(plot.Y(y))}";
                path.Append(isDrawing ? $"L{at}" : $"M{at}L{at}");
            }

            isDrawing = double.IsFinite(y);
        }

        return path.ToString();
    }
}
