using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Protocol.Coordination;

/// <summary>Where a replica gets the run's state from: a donor, a checkpoint, or (neither) its own seed.</summary>
/// <param name="FirstStep">The step that follows on the state of a checkpoint or seed.</param>
/// <param name="Checkpoint">Folder of the checkpoint, or null.</param>
/// <param name="Donor">A trainer that has the state, or null.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.StateSource")]
internal sealed record StateSource([property: Id(0)] long FirstStep, [property: Id(1)] string? Checkpoint, [property: Id(2)] TrainerId? Donor);
