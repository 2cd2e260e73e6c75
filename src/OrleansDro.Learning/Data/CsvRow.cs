namespace OrleansDro.Learning.Data;

/// <summary>A row of a CSV file.</summary>
/// <param name="Line">The line on which it begins; the first is 1.</param>
/// <param name="Fields">The fields without their quotes, and without spaces at either end.</param>
internal sealed record CsvRow(int Line, string[] Fields);
