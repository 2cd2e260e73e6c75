using OrleansDro.Abstractions.Results;
using OrleansDro.Robustness.Errors;
using OrleansDro.Robustness.Metrics;

namespace OrleansDro.Cli.Reporting.Files;

/// <summary><c>history.csv</c>: the loss statistics of a run over the steps.</summary>
internal static class HistoryFile
{
    /// <summary>The file's name in the folder of a run.</summary>
    public const string Name = "history.csv";

    private static readonly CsvColumn<LossStatistics>[] Columns =
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

    /// <summary>Writes the statistics.</summary>
    public static void Write(TextWriter writer, IEnumerable<LossStatistics> history) => CsvFile.Write(writer, history, Columns);

    /// <summary>Reads statistics. What the columns do not have is as in records of earlier versions.</summary>
    /// <param name="text">The text of the file.</param>
    /// <param name="file">The file, for messages.</param>
    /// <exception cref="InvalidInputException">A field is missing or is not a number.</exception>
    public static IReadOnlyList<LossStatistics> Read(TextReader text, string file) => [.. CsvFile.Read(text, file).Select(RecordOf)];

    private static LossStatistics RecordOf(CsvRow row)
    {
        var seen = (int)row.RequiredWholeNumber("seen_cases");
        return new LossStatistics
        {
            Step = row.RequiredWholeNumber("step"),
            Seconds = row.Number("seconds"),
            DrawnLoss = row.Number("drawn_loss"),
            Objective = row.Number("objective"),
            EffectiveSampleSize = row.Number("effective_sample_size"),
            KullbackLeibler = row.Number("kullback_leibler"),
            SeenCases = seen,
            QuarantinedCases = (int)row.RequiredWholeNumber("quarantined_cases"),
            Beta = row.Text("beta") is null ? 0 : row.Number("beta"),
            Losses = new TailSummary(
                seen,
                row.Number("mean"),
                row.Number("min"),
                row.Number("p5"),
                row.Number("p10"),
                row.Number("p25"),
                row.Number("p50"),
                row.Number("p75"),
                row.Number("p90"),
                row.Number("p95"),
                row.Number("p99"),
                row.Number("max"),
                row.Number("cvar90"),
                row.Number("cvar95"),
                row.Number("cvar99")),
        };
    }
}
