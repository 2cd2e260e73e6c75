using OrleansDro.Abstractions.Cases;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Sampling.Shards;

/// <summary>All cases of a run: their losses, from which the steps are drawn, and the changes of them.</summary>
internal interface IShardSet : IHardnessSource
{
    /// <summary>Credits the losses of a step. Steps are credited in order.</summary>
    /// <param name="batch">The step's draws.</param>
    /// <param name="reports">The losses; each draw of the step has one.</param>
    /// <returns>The answer of each shard.</returns>
    Task<CommitReply[]> Commit(BatchDraw batch, StepReports reports);

    /// <summary>Quarantines, releases or removes cases.</summary>
    /// <param name="kind">What happens to the cases; not <see cref="CaseChangeKind.Add"/>.</param>
    /// <param name="cases">Their indices.</param>
    /// <param name="reason">The reason for a quarantine or removal, or null.</param>
    Task Change(CaseChangeKind kind, int[] cases, string? reason);

    /// <summary>Appends cases after the last one.</summary>
    /// <param name="records">Their records before they are first drawn.</param>
    Task Append(CaseRecord[] records);

    /// <summary>The records of all cases, by index.</summary>
    Task<CaseRecord[]> GetRecords();

    /// <summary>The reasons for which cases are quarantined or removed, by index.</summary>
    Task<IReadOnlyDictionary<int, string>> GetReasons();

    /// <summary>The whole state of all cases, by index.</summary>
    Task<ShardSnapshot> GetSnapshot();

    /// <summary>Releases the memory of the shards. They are started again when they are needed.</summary>
    Task Release();
}
