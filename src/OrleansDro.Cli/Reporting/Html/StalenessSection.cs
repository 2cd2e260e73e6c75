using System.Xml.Linq;
using OrleansDro.Abstractions.Results;

namespace OrleansDro.Cli.Reporting.Html;

/// <summary>How far the losses on record, by which cases are drawn, were from fresh ones over the steps.</summary>
internal static class StalenessSection
{
    public static XElement? Create(IReadOnlyList<LabeledResult> runs)
    {
        if (!runs.Any(run => run.Result.Statistics.Any(record => record.Staleness is not null)))
        {
            return null;
        }

        return Tag.Section(
            "How current the losses were",
            new XElement("p", "Cases are drawn by the loss of their last visit, and the model has changed since. Each visit shows by how much that loss was off."),
            RunLegend.Create(runs),
            Tag.Of(
                "div",
                "plots",
                Plot("Mean error of the losses on record", staleness => staleness.MeanError),
                Plot("95th percentile of the error", staleness => staleness.P95Error),
                Plot("95th percentile of the age in steps", staleness => staleness.P95Age),
                Plot("Bound on the error of the sampling", staleness => staleness.TotalVariationBound)),
            Tag.Of(
                "p",
                "note",
                "The error is |fresh loss - loss on record| over the visits between two points of a curve; the age is that of all cases that can be drawn. ",
                "The bound is tanh(β δ / 2) with the largest error δ: the probabilities of the draws differ from those of fresh losses by at most that in total variation, if no case is off by more. Near 1 it says nothing. Uniform sampling does not look at the losses, so its bound is 0."));

        XElement Plot(string title, Func<Staleness, double> value) => LinePlot.Create(
            title,
            [.. runs.Select(run => new LineSeries(
                run.Label,
                [.. run.Result.Statistics.Select(record => ((double)record.Step, record.Staleness is { } staleness ? value(staleness) : double.NaN))]))]);
    }
}
