namespace OrleansDro.Cli.Reporting.Files;

/// <summary>A column of a CSV file.</summary>
/// <typeparam name="T">What a row is about.</typeparam>
/// <param name="Name">The name in the header.</param>
/// <param name="Value">The value in the row of an item; null and NaN are an empty field.</param>
internal sealed record CsvColumn<T>(string Name, Func<T, object?> Value);
