using OrleansDro.Abstractions.Cases;

namespace OrleansDro.Grains.Cases;

/// <summary>The notes of a case as they are stored.</summary>
/// <param name="Notes">The notes, oldest first.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.CaseNotes")]
internal sealed record CaseNotes([property: Id(0)] IReadOnlyList<CaseNote> Notes);
