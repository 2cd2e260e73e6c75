namespace OrleansDro.Cli.Reporting;

/// <summary>A column of a <see cref="ListTable"/>.</summary>
/// <param name="Name">What is over it.</param>
/// <param name="Cell">What an item shows in it; null: nothing is known.</param>
/// <param name="IsNumber">Whether it holds numbers.</param>
/// <param name="Wraps">Whether its cells may take several lines.</param>
internal sealed record ListColumn<T>(string Name, Func<T, string?> Cell, bool IsNumber = false, bool Wraps = false);
