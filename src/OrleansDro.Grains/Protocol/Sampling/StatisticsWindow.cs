using OrleansDro.Grains.Protocol.Sampling.Shards;

namespace OrleansDro.Grains.Protocol.Sampling;

/// <summary>What was reported since the latest statistics.</summary>
/// <param name="Losses">The fresh losses.</param>
/// <param name="Errors">|fresh loss - recorded loss| of each draw whose case had a recorded loss.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.StatisticsWindow")]
internal sealed record StatisticsWindow([property: Id(0)] DrawnLosses Losses, [property: Id(1)] float[] Errors)
{
    /// <summary>Nothing was reported.</summary>
    public static StatisticsWindow Empty { get; } = new(default, []);
}
