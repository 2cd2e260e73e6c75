using System.Globalization;
using OrleansDro.Abstractions.Results;

namespace OrleansDro.Cli.Reporting.Files;

/// <summary><c>validation.csv</c>: the validations of a run while it trained.</summary>
internal static class ValidationFile
{
    /// <summary>The file's name in the folder of a run.</summary>
    public const string Name = "validation.csv";

    /// <summary>Writes the validations of a run, one or more.</summary>
    public static void Write(TextWriter writer, RunResult result) => CsvFile.Write(writer, result.Validations, ColumnsOf(result));

    private static IReadOnlyList<CsvColumn<ValidationPoint>> ColumnsOf(RunResult result)
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
