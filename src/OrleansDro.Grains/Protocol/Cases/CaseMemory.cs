using OrleansDro.Abstractions.Cases;

namespace OrleansDro.Grains.Protocol.Cases;

/// <summary>The whole state of one case.</summary>
/// <param name="Trace">What the training recorded; null while the run has no sampler.</param>
/// <param name="Notes">The notes of users, oldest first.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.CaseMemory")]
internal sealed record CaseMemory([property: Id(0)] CaseTrace? Trace, [property: Id(1)] IReadOnlyList<CaseNote> Notes);
