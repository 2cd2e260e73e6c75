using OrleansDro.Abstractions.Cases;
using OrleansDro.Robustness.History;

namespace OrleansDro.Grains.Protocol.Cases;

/// <summary>What a case knows of itself.</summary>
/// <param name="Record">Its latest loss, visits and status.</param>
/// <param name="RecentLosses">Its latest losses before momentum, newest last; at most eight.</param>
/// <param name="Reason">Why it is quarantined or removed; else null.</param>
/// <param name="Incarnation">Which incarnation of the shard it is of.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.CaseState")]
internal sealed record CaseState(
    [property: Id(0)] CaseRecord Record, [property: Id(1)] IReadOnlyList<RecentLoss> RecentLosses, [property: Id(2)] string? Reason, [property: Id(3)] long Incarnation = 0)
{
    /// <summary>How many of its latest losses a case remembers.</summary>
    public const int RecentLossesKept = 8;

    /// <summary>A case about which nothing is known.</summary>
    public static CaseState Unseen { get; } = new(CaseRecord.Unseen, [], null);
}
