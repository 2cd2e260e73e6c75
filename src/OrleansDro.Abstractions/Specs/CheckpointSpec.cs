using System.ComponentModel.DataAnnotations;

namespace OrleansDro.Abstractions.Specs;

/// <summary>When a run saves itself, and how much it keeps.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.CheckpointSpec")]
public sealed record CheckpointSpec
{
    /// <summary>Steps between two checkpoints; 0 saves at the end only.</summary>
    [Range(0, double.MaxValue)]
    [Id(0)] public int Every { get; init; } = 200;

    /// <summary>Checkpoints kept; older ones are deleted after a newer one is safe.</summary>
    [Range(1, double.MaxValue)]
    [Id(1)] public int Keep { get; init; } = 2;
}
