using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Cli.Reporting.Html;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Reporting.Files;

/// <summary>The files that a run leaves behind.</summary>
internal static class RunFiles
{
    /// <summary>The file of the spec, see <see cref="WriteSpec"/>.</summary>
    public const string Spec = "spec.json";

    /// <summary>The file of the result.</summary>
    public const string Summary = "summary.json";

    /// <summary>The file of the report; that of a comparison is beside the folders of its runs.</summary>
    public const string Report = "report.html";

    private const string Evaluation = "evaluation.csv";

    /// <summary>The names of all files that people can open.</summary>
    public static IReadOnlyList<string> All { get; } = [Report, Spec, Summary, CasesFile.Name, Evaluation, HistoryFile.Name, ValidationFile.Name, ChangesFile.Name];

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
        files.Add(Summary, writer => writer.WriteLine(ReportJson.Serialize(RunSummary.From(result))));
        files.Add(CasesFile.Name, writer => CasesFile.Write(writer, result.Cases));
        files.Add(Evaluation, writer => CsvFile.Write(writer, result.Evaluation, EvaluationColumns(result)));
        files.Add(HistoryFile.Name, writer => HistoryFile.Write(writer, result.Statistics));
        if (result.Validations.Count > 0)
        {
            files.Add(ValidationFile.Name, writer => ValidationFile.Write(writer, result));
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
        files.Add(Report, writer => writer.Write(HtmlReport.Create(runs)));
        files.Commit();
    }

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
}
