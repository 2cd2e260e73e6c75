using System.Globalization;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Reporting.Files;

/// <summary>A row of a CSV file that is read, with its fields by the names of the header.</summary>
/// <param name="file">The file, for messages.</param>
/// <param name="number">The row, 1 for the first after the header.</param>
/// <param name="columns">The places of the columns.</param>
/// <param name="fields">The fields.</param>
internal sealed class CsvRow(string file, int number, IReadOnlyDictionary<string, int> columns, string[] fields)
{
    /// <summary>A text; null where the field is empty, or the file has no such column.</summary>
    public string? Text(string column) => columns.TryGetValue(column, out var place) && place < fields.Length && fields[place].Length > 0 ? fields[place] : null;

    /// <summary>A text that must be there.</summary>
    /// <exception cref="InvalidInputException">The field is empty, or the file has no such column.</exception>
    public string RequiredText(string column) => Text(column) ?? throw new InvalidInputException($"{file}, row {number}: the field '{column}' is missing.");

    /// <summary>A number; NaN where the field is empty, or the file has no such column.</summary>
    /// <exception cref="InvalidInputException">It is not a number.</exception>
    public double Number(string column) => Text(column) is not { } text ? double.NaN
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value
        : throw Wrong(column, text, "a number");

    /// <summary>A whole number; null where the field is empty, or the file has no such column.</summary>
    /// <exception cref="InvalidInputException">It is not a whole number.</exception>
    public long? WholeNumber(string column) => Text(column) is not { } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value
        : throw Wrong(column, text, "a whole number");

    /// <summary>A whole number that must be there.</summary>
    /// <exception cref="InvalidInputException">It is missing, or not a whole number.</exception>
    public long RequiredWholeNumber(string column)
    {
        RequiredText(column);
        return WholeNumber(column)!.Value;
    }

    private InvalidInputException Wrong(string column, string text, string expected) => new($"{file}, row {number}: the field '{column}' is '{text}', which is not {expected}.");
}
