using OrleansDro.Abstractions.Cases;

namespace OrleansDro.Grains.Protocol.Cases;

/// <summary>All that is known of one case.</summary>
/// <param name="Trace">What the training left behind; null while the run has no sampler.</param>
/// <param name="Notes">What people wrote about it, oldest first.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.CaseMemory")]
internal sealed record CaseMemory([property: Id(0)] CaseTrace? Trace, [property: Id(1)] IReadOnlyList<CaseNote> Notes);
