using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Protocol.Sampling.Shards;

/// <summary>The mass of a block of cases.</summary>
/// <param name="Block">The block, counted over all shards.</param>
/// <param name="Mass">Its mass.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.BlockMass")]
internal readonly record struct BlockMass([property: Id(0)] int Block, [property: Id(1)] HardnessMass Mass);
