using System.Xml.Linq;
using OrleansDro.Abstractions.Results;

namespace OrleansDro.Cli.Reporting.Html;

/// <summary>The losses of the training cases, and what the sampler made of them, over the steps.</summary>
internal static class CurveSection
{
    public static XElement? Create(IReadOnlyList<LabeledResult> runs)
    {
        if (runs.All(run => run.Result.Statistics.Count == 0))
        {
            return null;
        }

        ComparedRun[] compared = [.. runs.Select(run => new ComparedRun(run.Label, run.Result.Statistics))];

        // A fixed beta is no news.
        var isSteered = runs.Any(run => run.Result.Statistics.Select(record => record.Beta).Distinct().Skip(1).Any());
        List<XElement> plots = [.. Losses(), Plot("Objective", record => record.Objective), Plot("Effective sample size", record => record.EffectiveSampleSize)];
        if (isSteered)
        {
            plots.Add(Plot("Inverse temperature β", record => record.Beta));
        }

        return Tag.Section(
            "Training over time",
            new XElement("p", "The latest loss of every training case seen so far. The mean hides the few cases that go wrong; the 95th percentile, CVaR95 (the mean of the worst 5 %) and the maximum show them."),
            RunLegend.Create(runs),
            ScaleSwitch.Create(plots),
            Tag.Of("div", "plots", plots),
            Tag.Of(
                "p",
                "note",
                "The objective is what sampling makes the training minimise: the mean loss under uniform sampling, and under hardness weighted sampling a soft maximum, (1/β) log mean exp(β loss). The two are different quantities, so compare each only with itself over time. ",
                isSteered ? "Where β changes, the objective changes with it. " : null,
                "The effective sample size is 1 / Σq² of the sampling probabilities q: all seen cases count alike when it equals their number, few dominate when it is small."));

        // The lines of one run belong together, as on its page; those of several would hide each other.
        IEnumerable<XElement> Losses() => runs is [var run]
            ? [RunPlots.MeanAndTail(run.Result.Statistics), Plot("95th percentile of the loss", record => record.Losses.P95)]
            : RunPlots.ComparedLosses(compared);

        XElement Plot(string title, Func<LossStatistics, double> value) => RunPlots.Compared(title, compared, value);
    }
}
