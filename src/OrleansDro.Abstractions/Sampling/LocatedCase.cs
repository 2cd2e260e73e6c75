using OrleansDro.Robustness.History;

namespace OrleansDro.Abstractions.Sampling;

/// <summary>A case that a draw fell on.</summary>
/// <param name="Case">Its index.</param>
/// <param name="Record">What it holds.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.LocatedCase")]
public readonly record struct LocatedCase([property: Id(0)] int Case, [property: Id(1)] CaseRecord Record);
