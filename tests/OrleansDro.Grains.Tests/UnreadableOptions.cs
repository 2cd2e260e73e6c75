namespace OrleansDro.Grains.Tests;

/// <summary>Options of <see cref="UnreadableDataSet"/>.</summary>
public sealed record UnreadableOptions
{
    /// <summary>The case whose file is damaged.</summary>
    public int DamagedCase { get; init; }
}
