namespace OrleansDro.Grains.Protocol.AllReduce;

/// <summary>One slice of a step's gradient over all micro-batches.</summary>
/// <param name="WeightSum">Sum of all cases' importance weights.</param>
/// <param name="Values">Sum over all cases of weight times gradient, encoded in the run's format.</param>
[GenerateSerializer, Alias("OrleansDro.ReducedGradient")]
internal sealed record ReducedGradient([property: Id(0)] double WeightSum, [property: Id(1)] PooledBlock Values);
