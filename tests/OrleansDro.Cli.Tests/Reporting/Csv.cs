using nietras.SeparatedValues;

namespace OrleansDro.Cli.Tests.Reporting;

/// <summary>Reads comma-separated values.</summary>
internal static class Csv
{
    /// <summary>The rows, the header's among them.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Parse(string text)
    {
        using var reader = Sep.New(',').Reader(options => options with { HasHeader = false, Unescape = true }).FromText(text);
        var rows = new List<IReadOnlyList<string>>();
        foreach (var row in reader)
        {
            rows.Add(row[..].ToStringsArray());
        }

        return rows;
    }
}
