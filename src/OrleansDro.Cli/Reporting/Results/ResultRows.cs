using OrleansDro.Abstractions.Results;

namespace OrleansDro.Cli.Reporting.Results;

/// <summary>The numbers by which runs are judged: of the validation score, of the validation loss, of the training losses.</summary>
internal static class ResultRows
{
    public static IReadOnlyList<ResultRow> Create(IReadOnlyList<LabeledResult> runs) =>
    [
        .. HeldOut([.. runs.Select(run => run.Result.Validation)], [.. runs.Select(run => run.Result.ValidationLoss)], withGroups: true),
        .. LossRows("training loss", [.. runs.Select(run => run.Result.TrainHardness)], isHeadline: true),
    ];

    /// <summary>The numbers of the validation cases.</summary>
    /// <param name="scores">The score of each run; null where there is none.</param>
    /// <param name="losses">The loss of each run; null where there is none.</param>
    /// <param name="withGroups">Whether each group has a row, beside that of the worst group.</param>
    public static IEnumerable<ResultRow> HeldOut(IReadOnlyList<TailReport?> scores, IReadOnlyList<TailReport?> losses, bool withGroups) =>
        [.. ScoreRows(scores, withGroups), .. LossRows("validation loss", losses, isHeadline: false)];

    private static IEnumerable<ResultRow> ScoreRows(IReadOnlyList<TailReport?> reports, bool withGroups)
    {
        if (reports.OfType<TailReport>().FirstOrDefault() is not { Metric: var metric })
        {
            yield break;
        }

        var section = $"validation {metric}";
        yield return Row("mean", $"The mean {metric} of all validation cases.", report => new ResultValue(report.Summary.Mean), isHeadline: true);

        if (metric != "accuracy") // a case is either right or wrong there: its percentiles say nothing
        {
            yield return Row("5th percentile", "One case in twenty does worse than this.", report => new ResultValue(report.Summary.P5), isHeadline: true);
            yield return Row("10th percentile", "One case in ten does worse than this.", report => new ResultValue(report.Summary.P10));
            yield return Row("worst case", $"The lowest {metric} of any validation case.", report => new ResultValue(report.Summary.Min));
        }

        var groups = reports.SelectMany(report => report?.Groups ?? []).Select(group => group.Group).Distinct().Order(StringComparer.Ordinal).ToList();
        if (groups.Count == 0)
        {
            yield break;
        }

        yield return Row(
            "worst group",
            "The mean of the group that does worst; which group that is may differ from run to run.",
            report => report.WorstGroup is { } worst ? new ResultValue(worst.Mean, worst.Group) : new ResultValue(double.NaN),
            isHeadline: true);

        foreach (var name in withGroups ? groups : [])
        {
            yield return Row(
                $"group {name}",
                $"The mean {metric} of the validation cases of the group {name}.",
                report => new ResultValue(report.Groups.FirstOrDefault(group => group.Group == name)?.Mean ?? double.NaN));
        }

        ResultRow Row(string name, string explanation, Func<TailReport, ResultValue> value, bool isHeadline = false) =>
            new(section, name, explanation, HigherIsBetter: true, isHeadline, Values(reports, value));
    }

    private static IEnumerable<ResultRow> LossRows(string section, IReadOnlyList<TailReport?> reports, bool isHeadline)
    {
        if (reports.All(report => report is null))
        {
            yield break;
        }

        yield return Row("mean", "The mean loss over the cases.", report => report.Summary.Mean);
        yield return Row("CVaR95", "The mean loss of the worst 5 % of the cases (conditional value at risk).", report => report.Summary.Cvar95, isHeadline);
        yield return Row("max", "The highest loss of any case.", report => report.Summary.Max);

        ResultRow Row(string name, string explanation, Func<TailReport, double> value, bool headline = false) =>
            new(section, name, explanation, HigherIsBetter: false, headline, Values(reports, report => new ResultValue(value(report))));
    }

    private static List<ResultValue> Values(IReadOnlyList<TailReport?> reports, Func<TailReport, ResultValue> value) =>
        [.. reports.Select(report => report is null ? new ResultValue(double.NaN) : value(report))];
}
