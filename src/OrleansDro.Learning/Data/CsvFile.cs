using nietras.SeparatedValues;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Data;

/// <summary>
/// Reads CSV files: fields are separated by commas and quoted as RFC 4180 describes it. Spaces at either end of a field are removed, also within
/// quotes, and blank lines are skipped.
/// </summary>
internal static class CsvFile
{
    /// <summary>Reads all rows, the header's among them.</summary>
    /// <exception cref="InvalidInputException">The file is missing or cannot be read, or a quote in it is not closed.</exception>
    public static IReadOnlyList<CsvRow> Read(string path)
    {
        using var reader = Sep.New(',').Reader(options => options with { HasHeader = false, Unescape = true, Trim = SepTrim.All, DisableColCountCheck = true })
            .FromText(TextFile.Read(path));
        var rows = new List<CsvRow>();
        try
        {
            foreach (var row in reader)
            {
                var line = row.RowIndex == 0 ? 1 : row.LineNumberFrom; // without a header Sep says 2 for the first row
                RequireClosedQuotes(row.Span, path, line);
                if (!row.Span.IsWhiteSpace())
                {
                    rows.Add(new CsvRow(line, row[..].ToStringsArray()));
                }
            }
        }
        catch (NotSupportedException failure)
        {
            throw new InvalidInputException($"{path} has a row that is too long to read; check that each quote is closed. {failure.Message}", failure);
        }

        return rows;
    }

    /// <summary>Sep takes all that follows an open quote, to the end of the file, as one field.</summary>
    private static void RequireClosedQuotes(ReadOnlySpan<char> row, string path, int line)
    {
        if (row.Count('"') % 2 == 0)
        {
            return;
        }

        var before = row[..row.LastIndexOf('"')];
        var (quoteLine, column) = (line + before.Count('\n'), before.Length - before.LastIndexOf('\n'));
        throw new InvalidInputException(
            $"{path}, line {quoteLine}, column {column}: the quote is not closed; close it, or write it twice within quotes if it is part of the text.");
    }
}
