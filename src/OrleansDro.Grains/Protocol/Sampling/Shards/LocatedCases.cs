namespace OrleansDro.Grains.Protocol.Sampling.Shards;

/// <summary>The cases that draws fell on, in arrays of one length.</summary>
/// <param name="Cases">Their indices.</param>
/// <param name="Losses">The loss on record of each; NaN where there is none.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.LocatedCases")]
internal sealed record LocatedCases([property: Id(0)] int[] Cases, [property: Id(1)] double[] Losses);
