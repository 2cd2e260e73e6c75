using System.Xml.Linq;
using OrleansDro.Abstractions.Results;
using OrleansDro.Robustness.Metrics;

namespace OrleansDro.Cli.Reporting.Html;

/// <summary>How the losses of the training cases are spread: over the steps, and at the end.</summary>
internal static class SpreadSection
{
    private const int Bins = 30;

    public static XElement? Create(IReadOnlyList<LabeledResult> runs)
    {
        var plots = runs.SelectMany(run => Plots(run, runs.Count > 1 ? $", {run.Label}" : "")).ToList();
        return plots.Count == 0
            ? null
            : Tag.Section(
                "Spread of the losses",
                new XElement("p", "Where most of the latest losses of the training cases lie, step by step, and how many cases have which loss at the end. A few cases far to the right are what the mean does not show."),
                Tag.Of("div", "plots", plots));
    }

    private static IEnumerable<XElement> Plots(LabeledResult run, string of)
    {
        if (run.Result.Statistics.Count > 0)
        {
            yield return RunPlots.Bands(run.Result.Statistics, of);
        }

        double[] losses = [.. run.Result.Cases.Where(item => double.IsFinite(item.Loss) && !item.Quarantined && !item.Removed).Select(item => item.Loss)];
        if (losses.Length > 0)
        {
            var histogram = Histogram.Of(losses, Bins);
            yield return RunPlots.Histogram(new LossHistogram(run.Result.StepsCommitted, histogram.Lowest, histogram.Highest, histogram.Counts), of);
        }
    }
}
