using Orleans.Concurrency;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Abstractions.Sampling;

/// <summary>
/// The hardness of one range of a run's cases: an index that is derived from what the case grains accepted. Key: shard and run's name.
/// </summary>
[Alias("OrleansDro.ISamplerShardGrain")]
public interface ISamplerShardGrain : IGrainWithIntegerCompoundKey
{
    /// <summary>Takes charge of a range of cases.</summary>
    /// <returns>Their mass.</returns>
    [Alias("Start")]
    Task<HardnessMass> Start(ShardStart start);

    /// <summary>
    /// Takes fresh losses from a trainer. They count when their step is committed. A slot that was reported before is not taken again.
    /// </summary>
    [AlwaysInterleave, Alias("Report")]
    Task Report(LossReport report);

    /// <summary>
    /// Credits the losses of a step to their cases, once all of them have been reported; waits a bounded time for them.
    /// Steps are committed in order; a step that was committed before gives the same answer.
    /// </summary>
    /// <param name="step">The step.</param>
    /// <param name="draws">The step's draws that fall into this shard.</param>
    [AlwaysInterleave, Alias("Commit")]
    Task<CommitReply> Commit(long step, [Immutable] Draw[] draws);

    /// <summary>Finds the cases that points fall on.</summary>
    /// <param name="points">Points within this shard's mass.</param>
    [AlwaysInterleave, Alias("Locate")]
    Task<LocatedCase[]> Locate([Immutable] DrawPoint[] points);

    /// <summary>Takes a case out of the mass for the rest of a batch that is drawn without replacement.</summary>
    /// <returns>The mass that is left.</returns>
    [AlwaysInterleave, Alias("Withhold")]
    Task<HardnessMass> Withhold(int caseIndex);

    /// <summary>Puts all withheld cases back.</summary>
    /// <returns>The whole mass.</returns>
    [AlwaysInterleave, Alias("Restore")]
    Task<HardnessMass> Restore();

    /// <summary>What the cases of this shard hold, in order.</summary>
    [AlwaysInterleave, Alias("GetRecords")]
    Task<CaseRecord[]> GetRecords();
}
