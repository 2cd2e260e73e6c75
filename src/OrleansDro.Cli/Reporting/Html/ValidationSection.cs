using System.Xml.Linq;
using OrleansDro.Abstractions.Results;

namespace OrleansDro.Cli.Reporting.Html;

/// <summary>How the model did on the validation cases while it trained.</summary>
internal static class ValidationSection
{
    public static XElement? Create(IReadOnlyList<LabeledResult> runs)
    {
        if (runs.FirstOrDefault(run => run.Result.Validations.Count > 0)?.Result is not { } first)
        {
            return null;
        }

        var metric = first.Validations[0].Score.Metric;
        return Tag.Section(
            "Validation over time",
            new XElement("p", [.. runs.Select(Best).OfType<string>()]),
            RunLegend.Create(runs),
            Tag.Of(
                "div",
                "plots",
                Plot($"Mean {metric}", point => point.Score.Summary.Mean),
                Plot($"5th percentile of {metric}", point => point.Score.Summary.P5),
                Plot($"Worst {metric}", point => point.Score.Summary.Min),
                first.Validations[0].Score.WorstGroup is null ? null : Plot($"Mean {metric} of the worst group", point => point.Score.WorstGroup?.Mean ?? double.NaN),
                first.Validations[0].LabelScores.Count > 1
                    ? (object)first.ClassNames.Skip(1).Select((name, label) => Plot($"Mean {metric} of {name}", point => point.LabelScores.ElementAtOrDefault(label)))
                    : null,
                Plot("CVaR95 of the loss", point => point.Loss?.Summary.Cvar95 ?? double.NaN)));

        XElement Plot(string title, Func<ValidationPoint, double> value) =>
            LinePlot.Create(title, [.. runs.Select(run => new LineSeries(run.Label, [.. run.Result.Validations.Select(point => ((double)point.Steps, value(point)))]))]);
    }

    private static string? Best(LabeledResult run) => run.Result is { BestValidation: { } best, Spec.Validation: { } validation }
        ? $"{run.Label}: the best state by {validation.Best.ToString().ToLowerInvariant()} is that after {Numbers.Format(best.Steps)} steps ({Numbers.Format(best.ValueOf(validation.Best))}). "
        : null;
}
