using OrleansDro.Abstractions.Cases;
using OrleansDro.Grains.Protocol.Cases;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;
using OrleansDro.Robustness.Temperature;

namespace OrleansDro.Grains.Protocol.Sampling.Shards;

/// <summary>
/// One range of a run's cases: an index of their latest losses, which draws need, and pages with what else the training records of each case.
/// Key: shard and run's name.
/// </summary>
[Alias("OrleansDro.ISamplerShardGrain")]
internal interface ISamplerShardGrain : IGrainWithIntegerCompoundKey
{
    /// <summary>Starts the shard with its range of cases.</summary>
    /// <returns>The masses of their blocks.</returns>
    [Alias("Start")]
    Task<BlockMass[]> Start(ShardStart start);

    /// <summary>Credits the losses of a step to the index. Steps are committed in order. A step that was committed before gets the same answer.</summary>
    /// <param name="commit">The step's draws that fall into this shard, with their losses.</param>
    [Alias("Commit")]
    Task<CommitReply> Commit(ShardCommit commit);

    /// <summary>Finds the cases on which points lie.</summary>
    /// <param name="points">Points, each within the mass of its block.</param>
    /// <param name="blocks">The block of each point, counted over all shards.</param>
    [Alias("Locate")]
    Task<LocatedCases> Locate([Immutable] DrawPoint[] points, [Immutable] int[] blocks);

    /// <summary>The records of some cases of this shard.</summary>
    /// <returns>Their records, in the order of the indices.</returns>
    [Alias("GetRecordsOf")]
    Task<CaseRecord[]> GetRecordsOf([Immutable] int[] cases);

    /// <summary>What the training recorded of a case, as of the last committed step.</summary>
    [Alias("GetTrace")]
    Task<CaseTrace> GetTrace(int caseIndex);

    /// <summary>Takes a case out of the mass for the rest of a batch that is drawn without replacement.</summary>
    /// <returns>The remaining mass of its block.</returns>
    [Alias("Withhold")]
    Task<BlockMass> Withhold(int caseIndex);

    /// <summary>Puts all withheld cases back.</summary>
    /// <returns>The masses of their blocks.</returns>
    [Alias("Restore")]
    Task<BlockMass[]> Restore();

    /// <summary>Quarantines, releases or removes cases.</summary>
    /// <returns>The masses of their blocks.</returns>
    [Alias("Change")]
    Task<BlockMass[]> Change(CaseChangeKind kind, [Immutable] int[] cases, string? reason);

    /// <summary>Appends cases. Only the last shard does this.</summary>
    /// <param name="records">Their records before they are first drawn.</param>
    /// <returns>The masses of all blocks of the shard.</returns>
    [Alias("Append")]
    Task<BlockMass[]> Append([Immutable] CaseRecord[] records);

    /// <summary>Changes the inverse temperature.</summary>
    /// <returns>The masses of all blocks of the shard.</returns>
    [Alias("SetBeta")]
    Task<BlockMass[]> SetBeta(double beta);

    /// <summary>The moments of the losses of each block at another inverse temperature.</summary>
    /// <param name="beta">The inverse temperature.</param>
    /// <param name="reference">The largest loss of all cases.</param>
    [Alias("GetMoments")]
    Task<LossMoments[]> GetMoments(double beta, double reference);

    /// <summary>The records of the shard's cases, in order.</summary>
    [Alias("GetRecords")]
    Task<CaseRecord[]> GetRecords();

    /// <summary>The reasons for which cases of the shard are quarantined or removed, by index in the run.</summary>
    [Alias("GetReasons")]
    Task<Dictionary<int, string>> GetReasons();

    /// <summary>The whole state of the shard's cases.</summary>
    [Alias("GetSnapshot")]
    Task<ShardSnapshot> GetSnapshot();

    /// <summary>Releases the memory of the shard: its sampler is deactivated, and starts the shard again if it is needed.</summary>
    [Alias("Release")]
    Task Release();
}
