namespace OrleansDro.Grains.Protocol.Sampling.Shards;

/// <summary>The cases on which points lie, in arrays of the same length.</summary>
/// <param name="Cases">Their indices.</param>
/// <param name="Losses">The recorded loss of each; NaN if there is none.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.LocatedCases")]
internal sealed record LocatedCases([property: Id(0)] int[] Cases, [property: Id(1)] double[] Losses);
