namespace OrleansDro.Grains.Protocol.AllReduce;

/// <summary>A slice of the gradients of a generation. A new generation has new slices, so that what an evicted trainer still sends is not used.</summary>
/// <param name="Run">The run's name.</param>
/// <param name="Generation">The generation's number.</param>
/// <param name="Number">The slice, counted from 0.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.GradientSlice")]
internal sealed record GradientSlice([property: Id(0)] string Run, [property: Id(1)] long Generation, [property: Id(2)] int Number);
