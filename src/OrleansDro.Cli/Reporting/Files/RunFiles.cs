using OrleansDro.Abstractions.Results;
using OrleansDro.Cli.Reporting.Html;
using OrleansDro.Learning;

namespace OrleansDro.Cli.Reporting.Files;

/// <summary>The files that a run leaves behind.</summary>
internal static class RunFiles
{
    /// <summary>
    /// Writes <c>spec.json</c>, <c>summary.json</c>, <c>cases.csv</c>, <c>evaluation.csv</c> and <c>history.csv</c>; where cases were changed also
    /// <c>changes.json</c>, by which the run can be repeated.
    /// </summary>
    /// <exception cref="InvalidInputException">The directory cannot be written.</exception>
    public static void Write(string directory, RunResult result)
    {
        using var files = new StagedFiles(directory);
        files.Add("spec.json", writer => writer.WriteLine(ReportJson.Serialize(result.Spec)));
        files.Add("summary.json", writer => writer.WriteLine(ReportJson.Serialize(RunSummary.From(result))));
        files.Add("cases.csv", writer => WriteCases(new CsvWriter(writer), result));
        files.Add("evaluation.csv", writer => WriteEvaluation(new CsvWriter(writer), result));
        files.Add("history.csv", writer => WriteHistory(new CsvWriter(writer), result));
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

    private static void WriteCases(CsvWriter csv, RunResult result)
    {
        csv.WriteRow("id", "group", "loss", "visits", "last_step", "probability", "quarantined", "status", "reason");
        foreach (var item in result.Cases)
        {
            csv.WriteRow(item.Id, item.Group, item.Loss, item.Visits, item.LastStep, item.Probability, item.Quarantined, StatusOf(item), item.Reason);
        }
    }

    private static string StatusOf(CaseHardness item) => item switch
    {
        { Removed: true } => "removed",
        { Quarantined: true } => "quarantined",
        { LastStep: < 0 } or { Loss: double.NaN } => "unseen",
        _ => "seen",
    };

    private static void WriteEvaluation(CsvWriter csv, RunResult result)
    {
        var labels = result.Evaluation.Count == 0 ? 0 : result.Evaluation[0].LabelScores.Count; // none for a classification
        var dice = result.ClassNames.Skip(1).Take(labels).Select(name => $"dice_{name}");
        csv.WriteRow(["id", "group", result.Validation?.Metric ?? "score", "loss", .. dice]);
        foreach (var item in result.Evaluation)
        {
            csv.WriteRow([item.Id, item.Group, item.Score, item.Loss, .. item.LabelScores]);
        }
    }

    private static void WriteHistory(CsvWriter csv, RunResult result)
    {
        csv.WriteRow(
            "step", "seconds", "drawn_loss", "objective", "effective_sample_size", "kullback_leibler", "seen_cases", "quarantined_cases",
            "mean", "min", "p5", "p10", "p25", "p50", "p75", "p90", "p95", "p99", "max", "cvar90", "cvar95", "cvar99",
            "beta", "age_mean", "age_p95", "age_max", "staleness_mean", "staleness_p95", "staleness_max", "total_variation_bound");
        foreach (var record in result.Statistics)
        {
            var (losses, staleness) = (record.Losses, record.Staleness);
            csv.WriteRow(
                record.Step, record.Seconds, record.DrawnLoss, record.Objective, record.EffectiveSampleSize, record.KullbackLeibler, record.SeenCases, record.QuarantinedCases,
                losses.Mean, losses.Min, losses.P5, losses.P10, losses.P25, losses.P50, losses.P75, losses.P90, losses.P95, losses.P99, losses.Max, losses.Cvar90, losses.Cvar95, losses.Cvar99,
                record.Beta, staleness?.MeanAge, staleness?.P95Age, staleness?.MaximumAge, staleness?.MeanError, staleness?.P95Error, staleness?.MaximumError, staleness?.TotalVariationBound);
        }
    }
}
