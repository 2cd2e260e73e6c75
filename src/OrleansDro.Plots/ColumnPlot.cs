using System.Xml.Linq;

namespace OrleansDro.Plots;

/// <summary>A histogram: the number of values in each of many bins of one width.</summary>
internal static class ColumnPlot
{
    private const double Height = 230;

    /// <summary>Draws it.</summary>
    /// <param name="title">What is shown.</param>
    /// <param name="xName">What the bins are of.</param>
    /// <param name="lowest">The lower end of the first bin.</param>
    /// <param name="highest">The upper end of the last bin.</param>
    /// <param name="counts">The number of values in each bin.</param>
    public static XElement Create(string title, string xName, double lowest, double highest, IReadOnlyList<int> counts)
    {
        var end = highest > lowest ? highest : lowest + 1;
        var width = (end - lowest) / counts.Count;
        var plot = new PlotFrame($"{title} by {xName}: {counts.Sum()} from {Numbers.Format(lowest)} to {Numbers.Format(highest)}.", new Axis(lowest, end), xName, Axis.Covering(counts.Select(count => (double)count), 0), Height);
        for (var i = 0; i < counts.Count; i++)
        {
            var (left, right, top) = (plot.X(lowest + (i * width)), plot.X(lowest + ((i + 1) * width)), plot.Y(counts[i]));
            plot.Add(Tag.Of(
                "rect",
                $"column {PlotColors.OfRun(0)}",
                new XAttribute("x", PlotFrame.Coordinate(left)),
                new XAttribute("y", PlotFrame.Coordinate(top)),
                new XAttribute("width", PlotFrame.Coordinate(Math.Max(0.5, right - left - 0.5))),
                new XAttribute("height", PlotFrame.Coordinate(plot.Y(0) - top)),
                new XElement("title", $"{counts[i]} from {Numbers.Format(lowest + (i * width))} to {Numbers.Format(lowest + ((i + 1) * width))}")));
        }

        return plot.Figure(title);
    }
}
