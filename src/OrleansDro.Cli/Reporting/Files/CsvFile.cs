using System.Globalization;
using nietras.SeparatedValues;

namespace OrleansDro.Cli.Reporting.Files;

/// <summary>Writes CSV files: fields are separated by commas and quoted as RFC 4180 describes it. Numbers keep all their digits.</summary>
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
