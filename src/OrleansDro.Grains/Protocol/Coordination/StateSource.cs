using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Protocol.Coordination;

/// <summary>The source of a replica's state: a donor, a checkpoint, or (neither) the seed of the spec.</summary>
/// <param name="FirstStep">The step after the state of a checkpoint or seed; 0 with a donor, which reports its own step.</param>
/// <param name="Checkpoint">Folder of the checkpoint, or null.</param>
/// <param name="Donor">A trainer that holds the state, or null.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.StateSource")]
internal sealed record StateSource([property: Id(0)] long FirstStep, [property: Id(1)] string? Checkpoint, [property: Id(2)] TrainerId? Donor);
