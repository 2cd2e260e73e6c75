namespace OrleansDro.Abstractions.Cases;

/// <summary>A list of cases.</summary>
/// <param name="StepsCommitted">How many steps were committed when it was made.</param>
/// <param name="Matching">How many cases match the query, those beyond the page included.</param>
/// <param name="Cases">The first of them.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.CasePage")]
public sealed record CasePage([property: Id(0)] long StepsCommitted, [property: Id(1)] int Matching, [property: Id(2)] IReadOnlyList<CaseView> Cases);
