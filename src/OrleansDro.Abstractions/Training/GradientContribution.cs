namespace OrleansDro.Abstractions.Training;

/// <summary>One micro-batch's part of one slice of a step's gradient.</summary>
/// <param name="Step">The step.</param>
/// <param name="MicroBatch">The micro-batch, 0 to <paramref name="MicroBatches"/> - 1.</param>
/// <param name="MicroBatches">Micro-batches of the step.</param>
/// <param name="WeightSum">Sum of its cases' importance weights.</param>
/// <param name="Values">Sum over its cases of weight times gradient: float32, as they lie in memory.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.GradientContribution")]
public sealed record GradientContribution(
    [property: Id(0)] long Step,
    [property: Id(1)] int MicroBatch,
    [property: Id(2)] int MicroBatches,
    [property: Id(3)] double WeightSum,
    [property: Id(4)] byte[] Values);
