namespace OrleansDro.Abstractions.Training;

/// <summary>A member of a generation.</summary>
/// <param name="Trainer">Who it is.</param>
/// <param name="MicroBatches">The micro-batches that it computes in each step, ascending; none: it is a spare.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.GenerationMember")]
public sealed record GenerationMember([property: Id(0)] TrainerId Trainer, [property: Id(1)] int[] MicroBatches);
