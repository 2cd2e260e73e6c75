using OrleansDro.Abstractions.Results;
using OrleansDro.Robustness.Errors;
using OrleansDro.Robustness.History;

namespace OrleansDro.Cli.Reporting.Files;

/// <summary><c>cases.csv</c>: the training cases at the end of a run, by index.</summary>
internal static class CasesFile
{
    /// <summary>The file's name in the folder of a run.</summary>
    public const string Name = "cases.csv";

    private static readonly CsvColumn<CaseHardness>[] Columns =
    [
        new("id", item => item.Id),
        new("group", item => item.Group),
        new("loss", item => item.Loss),
        new("visits", item => item.Visits),
        new("last_step", item => item.LastStep),
        new("probability", item => item.Probability),
        new("quarantined", item => item.Quarantined),
        new("status", item => NameOf(StatusOf(item))),
        new("reason", item => item.Reason),
        new("learned_at", item => item.LearnedAt),
        new("times_forgotten", item => item.TimesForgotten),
    ];

    /// <summary>Writes the cases.</summary>
    public static void Write(TextWriter writer, IEnumerable<CaseHardness> cases) => CsvFile.Write(writer, cases, Columns);

    /// <summary>Reads cases.</summary>
    /// <param name="text">The text of the file.</param>
    /// <param name="file">The file, for messages.</param>
    /// <exception cref="InvalidInputException">A field is missing or is not what it must be.</exception>
    public static IReadOnlyList<CaseHardness> Read(TextReader text, string file) => [.. CsvFile.Read(text, file).Select(CaseOf)];

    /// <summary>The status of a case at the end of its run.</summary>
    public static CaseStatus StatusOf(CaseHardness item) => item switch
    {
        { Removed: true } => CaseStatus.Removed,
        { Quarantined: true } => CaseStatus.Quarantined,
        { LastStep: < 0 } or { Loss: double.NaN } => CaseStatus.Unseen,
        _ => CaseStatus.Seen,
    };

    private static CaseHardness CaseOf(CsvRow row, int index) => new(
        index,
        row.RequiredText("id"),
        row.Text("group"),
        row.Number("loss"),
        (int)row.RequiredWholeNumber("visits"),
        row.RequiredWholeNumber("last_step"),
        row.Number("probability"),
        row.Text("quarantined") == "true",
        row.Text("status") == NameOf(CaseStatus.Removed),
        row.Text("reason"),
        row.WholeNumber("learned_at"),
        (int)(row.WholeNumber("times_forgotten") ?? 0));

    private static string NameOf(CaseStatus status) => status.ToString().ToLowerInvariant();
}
