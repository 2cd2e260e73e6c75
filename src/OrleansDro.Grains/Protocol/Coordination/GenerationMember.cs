using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Protocol.Coordination;

/// <summary>A member of a generation.</summary>
/// <param name="Trainer">The trainer.</param>
/// <param name="MicroBatches">The micro-batches that it computes in each step, ascending; empty for a spare.</param>
/// <param name="Kind">The <see cref="ComputeFingerprint.Kind"/> of the trainer: members of equal kind compute the same bits. Null if a silo of an older version wrote it.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.GenerationMember")]
internal sealed record GenerationMember([property: Id(0)] TrainerId Trainer, [property: Id(1)] int[] MicroBatches, [property: Id(2)] string? Kind = null);
