using OrleansDro.Abstractions.Specs;

namespace OrleansDro.Grains.Protocol.Coordination;

/// <summary>What a trainer needs to prepare for a run.</summary>
/// <param name="Spec">The spec.</param>
/// <param name="CheckpointRoot">Folder of the run's checkpoints, or null to save none.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.RunPlan")]
internal sealed record RunPlan([property: Id(0)] RunSpec Spec, [property: Id(1)] string? CheckpointRoot);
