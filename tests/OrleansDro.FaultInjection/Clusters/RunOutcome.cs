using System.Globalization;
using System.Text.Json;
using OrleansDro.Abstractions.Results;

namespace OrleansDro.FaultInjection.Clusters;

/// <summary>What a run must end with whatever was done to its cluster.</summary>
internal sealed record RunOutcome
{
    private const string CasesHeader = "id,group,loss,visits,last_step,probability,";

    /// <summary>Committed steps.</summary>
    public required long StepsCommitted { get; init; }

    /// <summary>SHA-256 of the parameters.</summary>
    public required string ModelHash { get; init; }

    /// <summary>SHA-256 of the draws.</summary>
    public required string DrawHash { get; init; }

    /// <summary>Draws of the committed steps.</summary>
    public required long DrawsIssued { get; init; }

    /// <summary>Draws whose loss was applied to the history.</summary>
    public required long DrawsCredited { get; init; }

    /// <summary>The training cases, by index.</summary>
    public required IReadOnlyList<CaseCredit> Cases { get; init; }

    public static RunOutcome From(RunResult result) => new()
    {
        StepsCommitted = result.StepsCommitted,
        ModelHash = result.ModelHash,
        DrawHash = result.DrawHash,
        DrawsIssued = result.DrawsIssued,
        DrawsCredited = result.DrawsCredited,
        Cases = [.. result.Cases.Select(item => new CaseCredit(item.Id, item.Loss, item.Visits, item.LastStep, item.Probability))],
    };

    /// <summary>Reads the files of a run.</summary>
    /// <exception cref="InvalidDataException"><c>cases.csv</c> has other columns.</exception>
    public static async Task<RunOutcome> ReadAsync(string folder, CancellationToken cancellationToken = default)
    {
        await using var file = File.OpenRead(Path.Combine(folder, "summary.json"));
        using var summary = await JsonDocument.ParseAsync(file, cancellationToken: cancellationToken);
        var lines = await File.ReadAllLinesAsync(Path.Combine(folder, "cases.csv"), cancellationToken);
        if (!lines[0].StartsWith(CasesHeader, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"cases.csv has the columns {lines[0]}.");
        }

        var root = summary.RootElement;
        return new RunOutcome
        {
            StepsCommitted = root.GetProperty("stepsCommitted").GetInt64(),
            ModelHash = root.GetProperty("modelHash").GetString()!,
            DrawHash = root.GetProperty("drawHash").GetString()!,
            DrawsIssued = root.GetProperty("drawsIssued").GetInt64(),
            DrawsCredited = root.GetProperty("drawsCredited").GetInt64(),
            Cases = [.. lines.Skip(1).Select(ReadCase)],
        };
    }

    // The ids of generated cases need no quotes.
    private static CaseCredit ReadCase(string line)
    {
        var fields = line.Split(',');
        return new CaseCredit(
            fields[0],
            fields[2].Length == 0 ? double.NaN : double.Parse(fields[2], CultureInfo.InvariantCulture),
            int.Parse(fields[3], CultureInfo.InvariantCulture),
            long.Parse(fields[4], CultureInfo.InvariantCulture),
            double.Parse(fields[5], CultureInfo.InvariantCulture));
    }
}
