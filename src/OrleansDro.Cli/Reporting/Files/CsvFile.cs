using System.Globalization;
using nietras.SeparatedValues;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Reporting.Files;

/// <summary>Writes and reads CSV files: fields are separated by commas and quoted as RFC 4180 describes it. Numbers keep all their digits.</summary>
internal static class CsvFile
{
    /// <summary>Writes a header and a row for each item; lines end as those of the writer.</summary>
    public static void Write<T>(TextWriter writer, IEnumerable<T> items, IReadOnlyList<CsvColumn<T>> columns)
    {
        using var csv = Sep.New(',').Writer(options => options with { WriteHeader = false, Escape = true }).To(writer, leaveOpen: true);
        WriteRow(csv, [.. columns.Select(column => column.Name)]);
        foreach (var item in items)
        {
            // All fields first: Sep does not allow a row to end half-way, so an error would hide behind its own.
            WriteRow(csv, [.. columns.Select(column => Format(column.Value(item)))]);
        }
    }

    /// <summary>Reads the rows after the header.</summary>
    /// <param name="text">The text of the file.</param>
    /// <param name="file">The file, for messages.</param>
    /// <exception cref="InvalidInputException">The text is empty, or is not CSV.</exception>
    public static IReadOnlyList<CsvRow> Read(TextReader text, string file)
    {
        try
        {
            using var csv = Sep.New(',').Reader(options => options with { HasHeader = false, Unescape = true, DisableColCountCheck = true }).From(text);
            Dictionary<string, int>? columns = null;
            var rows = new List<CsvRow>();
            foreach (var row in csv)
            {
                var fields = new string[row.ColCount];
                for (var i = 0; i < fields.Length; i++)
                {
                    fields[i] = row[i].ToString();
                }

                if (columns is null)
                {
                    columns = fields.Index().ToDictionary(field => field.Item, field => field.Index);
                }
                else
                {
                    rows.Add(new CsvRow(file, rows.Count + 1, columns, fields));
                }
            }

            return columns is null ? throw new InvalidInputException($"{file} is empty.") : rows;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidDataException)
        {
            throw new InvalidInputException($"{file} is not a CSV file: {exception.Message}", exception);
        }
    }

    private static void WriteRow(SepWriter csv, string[] fields)
    {
        using var row = csv.NewRow();
        for (var i = 0; i < fields.Length; i++)
        {
            row[i].Set(fields[i]);
        }
    }

    private static string Format(object? value) => value switch
    {
        null or double.NaN => string.Empty,
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? string.Empty,
    };
}
