namespace OrleansDro.Cli.Reporting;

/// <summary>A column of a <see cref="ListTable"/>.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Cell">The text for an item; null if it is unknown.</param>
/// <param name="IsNumber">Whether it holds numbers.</param>
/// <param name="Wraps">Whether its cells may take several lines.</param>
internal sealed record ListColumn<T>(string Name, Func<T, string?> Cell, bool IsNumber = false, bool Wraps = false);
