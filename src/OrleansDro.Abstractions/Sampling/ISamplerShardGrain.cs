using Orleans.Concurrency;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;
using OrleansDro.Robustness.Temperature;

namespace OrleansDro.Abstractions.Sampling;

/// <summary>
/// The hardness of one range of a run's cases: an index that is derived from what the case grains accepted, and their memory while they sleep.
/// Key: shard and run's name.
/// </summary>
[Alias("OrleansDro.ISamplerShardGrain")]
public interface ISamplerShardGrain : IGrainWithIntegerCompoundKey
{
    /// <summary>Takes charge of a range of cases.</summary>
    /// <returns>The masses of their blocks.</returns>
    [Alias("Start")]
    Task<BlockMass[]> Start(ShardStart start);

    /// <summary>Credits the losses of a step to their cases. Steps are committed in order; a step that was committed before gives the same answer.</summary>
    /// <param name="commit">The step's draws that fall into this shard, with their losses.</param>
    [AlwaysInterleave, Alias("Commit")]
    Task<CommitReply> Commit(ShardCommit commit);

    /// <summary>Finds the cases that points fall on.</summary>
    /// <param name="points">Points, each within the mass of its block.</param>
    /// <param name="blocks">The block of each point, counted over all shards.</param>
    [AlwaysInterleave, Alias("Locate")]
    Task<LocatedCases> Locate([Immutable] DrawPoint[] points, [Immutable] int[] blocks);

    /// <summary>What one case of this shard holds, as the index has it.</summary>
    [AlwaysInterleave, Alias("GetRecord")]
    Task<CaseRecord> GetRecord(int caseIndex);

    /// <summary>What a case knew when it was put to sleep.</summary>
    [AlwaysInterleave, Alias("GetState")]
    Task<CaseState> GetState(int caseIndex);

    /// <summary>Takes a case out of the mass for the rest of a batch that is drawn without replacement.</summary>
    /// <returns>The mass that is left in its block.</returns>
    [AlwaysInterleave, Alias("Withhold")]
    Task<BlockMass> Withhold(int caseIndex);

    /// <summary>Puts all withheld cases back.</summary>
    /// <returns>The masses of their blocks.</returns>
    [AlwaysInterleave, Alias("Restore")]
    Task<BlockMass[]> Restore();

    /// <summary>Has cases quarantined, released or removed.</summary>
    /// <returns>The masses of their blocks.</returns>
    [AlwaysInterleave, Alias("Change")]
    Task<BlockMass[]> Change(CaseChangeKind kind, [Immutable] int[] cases, string? reason);

    /// <summary>Appends cases; for the last shard only.</summary>
    /// <param name="records">What they hold before they are first drawn.</param>
    /// <returns>The masses of all blocks of the shard.</returns>
    [AlwaysInterleave, Alias("Append")]
    Task<BlockMass[]> Append([Immutable] CaseRecord[] records);

    /// <summary>Changes the inverse temperature.</summary>
    /// <returns>The masses of all blocks of the shard.</returns>
    [AlwaysInterleave, Alias("SetBeta")]
    Task<BlockMass[]> SetBeta(double beta);

    /// <summary>What the losses of each block say about another inverse temperature.</summary>
    /// <param name="beta">The inverse temperature.</param>
    /// <param name="reference">The largest loss of all cases.</param>
    [AlwaysInterleave, Alias("GetMoments")]
    Task<LossMoments[]> GetMoments(double beta, double reference);

    /// <summary>The records of the shard's cases, in order.</summary>
    [AlwaysInterleave, Alias("GetRecords")]
    Task<CaseRecord[]> GetRecords();

    /// <summary>Why cases of the shard are quarantined or removed, by index in the run.</summary>
    [AlwaysInterleave, Alias("GetReasons")]
    Task<Dictionary<int, string>> GetReasons();

    /// <summary>All that the shard's cases know.</summary>
    [AlwaysInterleave, Alias("GetSnapshot")]
    Task<ShardSnapshot> GetSnapshot();

    /// <summary>The address of the silo that the shard lives in.</summary>
    [AlwaysInterleave, Alias("GetSilo")]
    Task<string> GetSilo();

    /// <summary>Puts the shard and its cases to sleep, so that they come up where they now belong. What the shard holds must have been taken out before.</summary>
    [AlwaysInterleave, Alias("Leave")]
    Task Leave();

    /// <summary>Lets the shard go: its sampler leaves the memory, and would begin it again.</summary>
    [AlwaysInterleave, Alias("Release")]
    Task Release();
}
