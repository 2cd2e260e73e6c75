using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Protocol.Training;

/// <summary>The result of a request to open further training cases.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.OpenedCases")]
internal sealed record OpenedCases
{
    /// <summary>The cases, in the order in which they were asked for; empty if they cannot be used.</summary>
    [Id(0)] public CaseLabel[] Labels { get; init; } = [];

    /// <summary>Why they cannot be used, or null.</summary>
    [Id(1)] public string? Problem { get; init; }

    /// <summary>Whether cases can be added to the data set at all. True from a silo of an older version.</summary>
    [Id(2)] public bool IsExtensible { get; init; } = true;
}
