using System.Xml.Linq;
using OrleansDro.Abstractions.Results;

namespace OrleansDro.Cli.Reporting.Html;

/// <summary>Every validation case as a dot, a row for each group, so that the few bad ones are seen.</summary>
internal static class ScoreSection
{
    private const double LabelHeight = 24;
    private const double StripHeight = 26;

    /// <summary>Dots of a strip; beyond it only each so many-th of the better cases is drawn.</summary>
    private const int MaxDots = 600;

    public static XElement? Create(IReadOnlyList<LabeledResult> runs)
    {
        var cases = runs.SelectMany(run => run.Result.Evaluation).ToList();
        if (cases.Count == 0)
        {
            return null;
        }

        // Right or wrong are but two places; the loss tells how wrong.
        var metric = runs.Select(run => run.Result.Validation?.Metric).OfType<string>().FirstOrDefault() ?? "score";
        var byLoss = metric == "accuracy";
        var value = byLoss ? new Func<CaseEvaluation, double>(item => item.Loss) : item => item.Score;
        var axis = byLoss ? Axis.Covering(cases.Select(value), 0) : Axis.Covering(cases.Select(value), 0, 1);
        var groups = cases.Select(item => item.Group).Distinct().Order(StringComparer.Ordinal).ToList();
        var quantity = byLoss ? "loss" : metric;

        return Tag.Section(
            "Every validation case",
            new XElement(
                "p",
                $"One dot is one case, a row is one group, the upright mark is the group's mean. {(byLoss ? "The cases that fail are on the right." : "The cases that fail are on the left.")} Hold the pointer over a dot for its name."),
            Tag.Of("div", "plots", runs.Select(run => Strips(run, groups, axis, quantity, byLoss, value))));
    }

    private static XElement Strips(LabeledResult run, List<string?> groups, Axis axis, string quantity, bool byLoss, Func<CaseEvaluation, double> value)
    {
        var height = 50 + (groups.Count * (LabelHeight + StripHeight));
        var plot = new PlotFrame($"{run.Label}: {quantity} of {run.Result.Evaluation.Count} validation cases by group.", axis, quantity, y: null, height);
        for (var row = 0; row < groups.Count; row++)
        {
            var cases = run.Result.Evaluation.Where(item => item.Group == groups[row] && double.IsFinite(value(item))).OrderBy(item => byLoss ? -value(item) : value(item)).ToList();
            var mean = cases.Select(value).DefaultIfEmpty(double.NaN).Average();
            var top = PlotFrame.TopEdge + (row * (LabelHeight + StripHeight));
            var middle = top + LabelHeight + (StripHeight / 2);
            plot.Add(
                PlotFrame.Text(plot.LeftEdge + 2, top + 17, $"{groups[row] ?? "all cases"}: {Numbers.Format(cases.Count)} cases, mean {Numbers.Format(mean)}", "strip-name"),
                Thin(cases).Select((item, index) => Dot(plot.X(value(item)), middle + Jitter(index), $"dot {PlotColors.OfGroup(row)}", $"{item.Id}: {quantity} {Numbers.Format(value(item))}")),
                double.IsNaN(mean) ? null : PlotFrame.Line(plot.X(mean), middle - (StripHeight / 2), plot.X(mean), middle + (StripHeight / 2), "mean"));
        }

        return plot.Figure(run.Label);
    }

    /// <summary>Keeps the worse half of the dots that may be drawn, and of the other cases as many at even distances.</summary>
    private static IEnumerable<CaseEvaluation> Thin(List<CaseEvaluation> worstFirst)
    {
        const int Worst = MaxDots / 2;
        var distance = Math.Max(1, (worstFirst.Count - Worst + Worst - 1) / Worst);
        return worstFirst.Take(Worst).Concat(worstFirst.Skip(Worst).Where((_, index) => index % distance == 0));
    }

    /// <summary>Spreads the dots evenly over the height of the strip, neighbours apart: multiples of the golden ratio do that.</summary>
    private static double Jitter(int index) => (((index * 0.6180339887498949) % 1) - 0.5) * (StripHeight - 8);

    private static XElement Dot(double x, double y, string cssClass, string title) => Tag.Of(
        "circle",
        cssClass,
        new XAttribute("cx", PlotFrame.Coordinate(x)),
        new XAttribute("cy", PlotFrame.Coordinate(y)),
        new XAttribute("r", "3"),
        new XElement("title", title));
}
