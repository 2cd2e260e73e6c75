using OrleansDro.Robustness.History;

namespace OrleansDro.Abstractions.Cases;

/// <summary>What a case knows of itself.</summary>
/// <param name="Record">Its latest loss, visits and status.</param>
/// <param name="RecentLosses">Its latest losses before momentum, newest last; at most eight.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.CaseState")]
public sealed record CaseState([property: Id(0)] CaseRecord Record, [property: Id(1)] IReadOnlyList<RecentLoss> RecentLosses);
