using System.Text;
using System.Xml.Linq;

namespace OrleansDro.Plots;

/// <summary>The spread of many numbers over the steps: bands between percentiles around the middle.</summary>
internal static class BandPlot
{
    private const double Height = 230;

    /// <summary>Draws it.</summary>
    /// <param name="title">What is shown.</param>
    /// <param name="bands">The bands, the widest first: the name of each, and its ends at each step.</param>
    /// <param name="middle">The line in the middle.</param>
    public static XElement Create(string title, IReadOnlyList<(string Name, IReadOnlyList<(double X, double Low, double High)> Points)> bands, LineSeries middle)
    {
        var last = Math.Max(1, middle.Points.Select(point => point.X).DefaultIfEmpty(1).Max());
        var values = bands.SelectMany(band => band.Points).Select(point => point.High).Concat(middle.Points.Select(point => point.Y));
        var plot = new PlotFrame($"{title} by step: {string.Join(", ", bands.Select(band => band.Name))}, {middle.Name}.", new Axis(0, last), "step", Axis.Covering(values, 0), Height);
        foreach (var (name, points) in bands)
        {
            plot.Add(Tag.Of("path", $"band {PlotColors.OfRun(0)}", new XAttribute("d", Area(plot, points)), new XElement("title", name)));
        }

        plot.Add(Tag.Of("path", $"line {PlotColors.OfRun(0)}", new XAttribute("d", Line(plot, middle.Points, "M")), new XElement("title", middle.Name)));
        return plot.Figure(title);
    }

    private static string Area(PlotFrame plot, IReadOnlyList<(double X, double Low, double High)> points) => points.Count == 0
        ? ""
        : Line(plot, points.Select(point => (point.X, point.High)), "M") + Line(plot, points.Reverse().Select(point => (point.X, point.Low)), "L") + "Z";

    private static string Line(PlotFrame plot, IEnumerable<(double X, double Y)> points, string first)
    {
        var path = new StringBuilder();
        foreach (var (x, y) in points)
        {
            path.Append(path.Length == 0 ? first : "L").Append(PlotFrame.Coordinate(plot.X(x))).Append(' ').Append(PlotFrame.Coordinate(plot.Y(y)));
        }

        return path.ToString();
    }
}
