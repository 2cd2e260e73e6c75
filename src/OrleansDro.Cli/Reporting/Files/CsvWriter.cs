using System.Buffers;
using System.Globalization;

namespace OrleansDro.Cli.Reporting.Files;

/// <summary>
/// Writes rows of comma-separated values, quoted as RFC 4180 has it. Numbers keep all their digits; NaN is an empty field. Lines end
/// as those of Unix do.
/// </summary>
internal sealed class CsvWriter(TextWriter writer)
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    public void WriteRow(params IEnumerable<object?> fields) => writer.WriteLine(string.Join(',', fields.Select(Field)));

    private static string Field(object? value)
    {
        var text = value switch
        {
            null or double.NaN => string.Empty,
            bool flag => flag ? "true" : "false",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString()!,
        };
        return text.AsSpan().ContainsAny(Quoted) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
