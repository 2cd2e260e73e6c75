namespace OrleansDro.Abstractions.Sampling;

/// <summary>A case that a draw fell on.</summary>
/// <param name="Case">Its index.</param>
/// <param name="Loss">The loss it is drawn under; NaN while unseen.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.LocatedCase")]
public readonly record struct LocatedCase([property: Id(0)] int Case, [property: Id(1)] double Loss);
