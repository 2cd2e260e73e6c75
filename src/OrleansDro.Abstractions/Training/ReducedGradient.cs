namespace OrleansDro.Abstractions.Training;

/// <summary>One slice of a step's gradient over all micro-batches.</summary>
/// <param name="WeightSum">Sum of all cases' importance weights.</param>
/// <param name="Values">Sum over all cases of weight times gradient: float32, as they lie in memory.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.ReducedGradient")]
public sealed record ReducedGradient([property: Id(0)] double WeightSum, [property: Id(1)] byte[] Values);
