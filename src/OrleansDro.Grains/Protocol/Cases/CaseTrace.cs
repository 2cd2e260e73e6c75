using OrleansDro.Abstractions.Cases;
using OrleansDro.Robustness.History;

namespace OrleansDro.Grains.Protocol.Cases;

/// <summary>What the training recorded of a case: its record in the index, and the part that draws do not need.</summary>
/// <param name="Record">Its latest loss, visits and status.</param>
/// <param name="RecentLosses">Its latest losses before momentum, newest last; at most eight.</param>
/// <param name="Learning">When it was learned, and how often it was forgotten.</param>
/// <param name="Reason">The reason for its quarantine or removal; else null.</param>
/// <param name="LabelLosses">
/// The losses of each label: one for each entry of <paramref name="RecentLosses"/>, NaN if it is unknown. Empty if the loss has no labels, null from a
/// silo of an older version.
/// </param>
[GenerateSerializer, Immutable, Alias("OrleansDro.CaseTrace")]
internal sealed record CaseTrace(
    [property: Id(0)] CaseRecord Record,
    [property: Id(1)] IReadOnlyList<RecentLoss> RecentLosses,
    [property: Id(2)] CaseLearning Learning,
    [property: Id(3)] string? Reason,
    [property: Id(4)] float[][]? LabelLosses);
