using OrleansDro.Robustness.History;

namespace OrleansDro.Grains.Protocol.Sampling.Shards;

/// <summary>The whole state of a range of cases.</summary>
/// <param name="Records">The records of the cases, in order.</param>
/// <param name="Recent">Their recent losses: those of one case are adjacent, oldest first.</param>
/// <param name="Reasons">The reason for which a case is quarantined or removed, by its index in the run.</param>
/// <param name="Learned">Those that were learned.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.ShardSnapshot")]
internal sealed record ShardSnapshot(
    [property: Id(0)] CaseRecord[] Records, [property: Id(1)] RecentLosses Recent, [property: Id(2)] IReadOnlyDictionary<int, string> Reasons, [property: Id(3)] LearnedCases Learned)
{
    /// <summary>Cases that have records only.</summary>
    public static ShardSnapshot Of(CaseRecord[] records) => new(records, RecentLosses.None, new Dictionary<int, string>(), LearnedCases.None);
}
