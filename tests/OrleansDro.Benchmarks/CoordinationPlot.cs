using System.Xml.Linq;
using OrleansDro.Cli.Reporting.Html;

namespace OrleansDro.Benchmarks;

/// <summary>A page with the cost of coordination over the number of trainers, on an axis on which logarithmic growth is a straight line.</summary>
internal static class CoordinationPlot
{
    private const string Title = "Coordination of trainers in one silo";

    /// <summary>Makes the page.</summary>
    /// <param name="points">What was measured.</param>
    public static string Create(IReadOnlyList<CoordinationPoint> points)
    {
        var measured = points
            .GroupBy(point => (point.Parameters, point.Format))
            .Select(line => new LineSeries(
                FormattableString.Invariant($"{line.Key.Parameters:#,0} numbers, {line.Key.Format}"),
                [.. line.OrderBy(point => point.Trainers).Select(point => ((double)point.Trainers, point.CoordinationMillisecondsP50))]))
            .ToArray();
        LineSeries[] lines = [.. measured, BoundOf(measured[0])];
        var trainers = points.Select(point => (double)point.Trainers).ToArray();
        return HtmlPage.Create(
            Title,
            new XElement("h1", Title),
            new XElement("p", FormattableString.Invariant(
                $"Milliseconds of a step beyond the {points[0].ComputeMilliseconds:0.#} that each trainer waits instead of computing; medians; {points[0].Cores} cores. No network is trained.")),
            Legend.Create(lines.Select((line, index) => (line.Name, PlotColors.OfRun(index)))),
            LinePlot.Create("Coordination (ms)", new LogAxis(trainers.Min(), Math.Max(trainers.Max(), 2 * trainers.Min())), "trainers", lines));
    }

    /// <summary>What the first line would be if each doubling of the trainers added what the fewest take.</summary>
    private static LineSeries BoundOf(LineSeries line)
    {
        var (fewest, cost) = line.Points[0];
        return new LineSeries("Bound: logarithmic from the first point of the first line", [.. line.Points.Select(point => (point.X, cost * (1 + Math.Log2(point.X / fewest))))]);
    }
}
