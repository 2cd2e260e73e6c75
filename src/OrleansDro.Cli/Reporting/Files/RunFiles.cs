using System.Globalization;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Cli.Reporting.Html;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Reporting.Files;

/// <summary>The files that a run leaves behind.</summary>
internal static class RunFiles
{
    private static readonly CsvColumn<CaseHardness>[] CaseColumns =
    [
        new("id", item => item.Id),
        new("group", item => item.Group),
        new("loss", item => item.Loss),
        new("visits", item => item.Visits),
        new("last_step", item => item.LastStep),
        new("probability", item => item.Probability),
        new("quarantined", item => item.Quarantined),
        new("status", StatusOf),
        new("reason", item => item.Reason),
        new("learned_at", item => item.LearnedAt),
        new("times_forgotten", item => item.TimesForgotten),
    ];

    private static readonly CsvColumn<LossStatistics>[] HistoryColumns =
    [
        new("step", record => record.Step),
        new("seconds", record => record.Seconds),
        new("drawn_loss", record => record.DrawnLoss),
        new("objective", record => record.Objective),
        new("effective_sample_size", record => record.EffectiveSampleSize),
        new("kullback_leibler", record => record.KullbackLeibler),
        new("seen_cases", record => record.SeenCases),
        new("quarantined_cases", record => record.QuarantinedCases),
        new("mean", record => record.Losses.Mean),
        new("min", record => record.Losses.Min),
        new("p5", record => record.Losses.P5),
        new("p10", record => record.Losses.P10),
        new("p25", record => record.Losses.P25),
        new("p50", record => record.Losses.P50),
        new("p75", record => record.Losses.P75),
        new("p90", record => record.Losses.P90),
        new("p95", record => record.Losses.P95),
        new("p99", record => record.Losses.P99),
        new("max", record => record.Losses.Max),
        new("cvar90", record => record.Losses.Cvar90),
        new("cvar95", record => record.Losses.Cvar95),
        new("cvar99", record => record.Losses.Cvar99),
        new("beta", record => record.Beta),
        new("age_mean", record => record.Staleness?.MeanAge),
        new("age_p95", record => record.Staleness?.P95Age),
        new("age_max", record => record.Staleness?.MaximumAge),
        new("staleness_mean", record => record.Staleness?.MeanError),
        new("staleness_p95", record => record.Staleness?.P95Error),
        new("staleness_max", record => record.Staleness?.MaximumError),
        new("total_variation_bound", record => record.Staleness?.TotalVariationBound),
    ];

    /// <summary>The file of the spec, see <see cref="WriteSpec"/>.</summary>
    public const string Spec = "spec.json";

    /// <summary>Writes the spec as it is run, with which the run can be resumed.</summary>
    /// <exception cref="InvalidInputException">The directory cannot be written.</exception>
    public static void WriteSpec(string directory, RunSpec spec)
    {
        using var files = new StagedFiles(directory);
        files.Add(Spec, writer => writer.WriteLine(ReportJson.Serialize(spec)));
        files.Commit();
    }

    /// <summary>
    /// Writes <c>spec.json</c>, <c>summary.json</c>, <c>cases.csv</c>, <c>evaluation.csv</c> and <c>history.csv</c>; <c>validation.csv</c> if there were validations while the run
    /// trained; and <c>changes.json</c>, by which the run can be repeated, if cases were changed.
    /// </summary>
    /// <exception cref="InvalidInputException">The directory cannot be written.</exception>
    public static void Write(string directory, RunResult result)
    {
        using var files = new StagedFiles(directory);
        files.Add(Spec, writer => writer.WriteLine(ReportJson.Serialize(result.Spec)));
        files.Add("summary.json", writer => writer.WriteLine(ReportJson.Serialize(RunSummary.From(result))));
        files.Add("cases.csv", writer => CsvFile.Write(writer, result.Cases, CaseColumns));
        files.Add("evaluation.csv", writer => CsvFile.Write(writer, result.Evaluation, EvaluationColumns(result)));
        files.Add("history.csv", writer => CsvFile.Write(writer, result.Statistics, HistoryColumns));
        if (result.Validations.Count > 0)
        {
            files.Add("validation.csv", writer => CsvFile.Write(writer, result.Validations, ValidationColumns(result)));
        }

        if (result.Changes.Count > 0)
        {
            files.Add(ChangesFile.Name, writer => writer.WriteLine(ReportJson.Serialize(result.Changes)));
        }

        files.Commit();
    }

    /// <summary>Writes <c>report.html</c> about one run, or about several to compare.</summary>
    /// <exception cref="InvalidInputException">The directory cannot be written.</exception>
    public static void WriteReport(string directory, IReadOnlyList<LabeledResult> runs)
    {
        using var files = new StagedFiles(directory);
        files.Add("report.html", writer => writer.Write(HtmlReport.Create(runs)));
        files.Commit();
    }

    private static string StatusOf(CaseHardness item) => item switch
    {
        { Removed: true } => "removed",
        { Quarantined: true } => "quarantined",
        { LastStep: < 0 } or { Loss: double.NaN } => "unseen",
        _ => "seen",
    };

    private static IReadOnlyList<CsvColumn<CaseEvaluation>> EvaluationColumns(RunResult result)
    {
        var labels = result.Evaluation.Count == 0 ? 0 : result.Evaluation[0].LabelScores.Count; // none for a classification
        var dice = result.ClassNames.Skip(1).Take(labels)
            .Select((name, label) => new CsvColumn<CaseEvaluation>($"dice_{name}", item => item.LabelScores[label]));
        return
        [
            new("id", item => item.Id),
            new("group", item => item.Group),
            new(result.Validation?.Metric ?? "score", item => item.Score),
            new("loss", item => item.Loss),
            .. dice,
        ];
    }
    private static IReadOnlyList<CsvColumn<ValidationPoint>> ValidationColumns(RunResult result)
    {
        var first = result.Validations[0];
        var metric = first.Score.Metric;
        return
        [
            new("steps", point => point.Steps),
            new("time", point => point.Time.UtcDateTime.ToString("o", CultureInfo.InvariantCulture)),
            new($"{metric}_mean", point => point.Score.Summary.Mean),
            new($"{metric}_p5", point => point.Score.Summary.P5),
            new($"{metric}_p10", point => point.Score.Summary.P10),
            new($"{metric}_p25", point => point.Score.Summary.P25),
            new($"{metric}_worst", point => point.Score.Summary.Min),
            .. first.Score.Groups.Select(group => group.Group).Order(StringComparer.Ordinal).Select(name =>
                new CsvColumn<ValidationPoint>($"{metric}_group_{name}", point => point.Score.Groups.FirstOrDefault(group => group.Group == name)?.Mean)),
            .. result.ClassNames.Skip(1).Take(first.LabelScores.Count).Select((name, label) => new CsvColumn<ValidationPoint>($"{metric}_{name}", point => point.LabelScores[label])),
            new("loss_mean", point => point.Loss?.Summary.Mean),
            new("loss_p95", point => point.Loss?.Summary.P95),
            new("loss_cvar95", point => point.Loss?.Summary.Cvar95),
            new("loss_max", point => point.Loss?.Summary.Max),
        ];
    }
}
