using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Results;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Protocol.Sampling;

/// <summary>
/// Draws the cases of each step of a run and commits the steps in order. Key: the run's name.
/// </summary>
[Alias("OrleansDro.ISamplerGrain")]
internal interface ISamplerGrain : IGrainWithStringKey
{
    /// <summary>
    /// Begins an attempt: from the latest good checkpoint, or from the first step where there is none. What was recorded of later steps is forgotten. An attempt that was
    /// begun before is not begun again.
    /// </summary>
    /// <returns>Where replicas get the state from which the attempt begins.</returns>
    [Alias("Start")]
    Task<StateSource> Start(SamplerStart start);

    /// <summary>
    /// The draws of a step. Always the same for the same step, whoever asks and how often. Waits a bounded time for the history that the
    /// step is drawn from.
    /// </summary>
    [Alias("Draw")]
    Task<DrawReply> Draw(long step);

    /// <summary>
    /// Takes the fresh losses of a micro-batch. They are on record when the answer comes, and count when their step is committed. What was reported before is not
    /// taken again.
    /// </summary>
    [Alias("Report")]
    Task Report(LossReport report);

    /// <summary>A checkpoint is on disk: what was recorded for the time before the oldest that is kept is not needed any more.</summary>
    [Alias("Forget")]
    Task Forget(long stepsCommitted);

    /// <summary>Lets the run end after the steps that are drawn already.</summary>
    [Alias("RequestStop")]
    Task RequestStop();

    /// <summary>Ends all waits because the run failed.</summary>
    [Alias("Abandon")]
    Task Abandon();

    /// <summary>How far the run is, and what it waits for.</summary>
    [Alias("GetProgress")]
    Task<SamplerProgress> GetProgress();

    /// <summary>The loss statistics over time.</summary>
    /// <param name="after">Those of later steps than this one.</param>
    [Alias("GetStatistics")]
    Task<IReadOnlyList<LossStatistics>> GetStatistics(long after);

    /// <summary>
    /// Everything needed to go on after a step. Kept for the steps at which the run saves itself. Waits a bounded time for the step to be committed.
    /// All in one message, which has a limit: trainers and runs ask for it in parts, see <see cref="GetSnapshotOutline"/>.
    /// </summary>
    /// <returns>The snapshot, or null where it is not there yet.</returns>
    [Alias("GetSnapshot")]
    Task<SamplerSnapshot?> GetSnapshot(long step);

    /// <summary>The same without what the cases know, which is asked for in parts: all at once it may be too large for a message.</summary>
    /// <returns>The snapshot without cases, or null where it is not there yet.</returns>
    [Alias("GetSnapshotOutline")]
    Task<SamplerSnapshot?> GetSnapshotOutline(long step);

    /// <summary>What neighbouring cases know in the snapshot of a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="first">The index of the first case, at most the number of cases.</param>
    /// <param name="count">How many cases; fewer are given at the end.</param>
    /// <returns>What they know, or null where the snapshot is not there (any more).</returns>
    [Alias("GetSnapshotCases")]
    Task<ShardSnapshot?> GetSnapshotCases(long step, int first, int count);

    /// <summary>How the cases lie in blocks and shards; null before the start.</summary>
    [Alias("GetBlocks")]
    Task<CaseBlocks?> GetBlocks();

    /// <summary>
    /// Has a change of the cases take effect at a step. Changes that were scheduled before take effect before it. A change whose request was scheduled before is not
    /// scheduled again.
    /// </summary>
    /// <param name="change">The change; without a step it takes effect at the next that is not drawn yet.</param>
    /// <returns>The change with its step.</returns>
    /// <exception cref="ArgumentException">The step is drawn already, is beyond the run's last step or comes before a change that must take effect first.</exception>
    /// <exception cref="InvalidOperationException">The run draws no more steps.</exception>
    [Alias("Schedule")]
    Task<CaseChange> Schedule(ScheduledChange change);

    /// <summary>All changes so far, in the order in which they were asked for.</summary>
    [Alias("GetChanges")]
    Task<IReadOnlyList<ScheduledChange>> GetChanges();

    /// <summary>What all cases hold. Waits for nothing.</summary>
    [Alias("GetHistory")]
    Task<SamplerHistory> GetHistory();
}
