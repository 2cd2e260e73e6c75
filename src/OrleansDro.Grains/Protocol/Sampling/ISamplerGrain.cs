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
    /// Starts an attempt: from the latest good checkpoint, or from the first step if there is none. The recorded losses of later steps are deleted. An attempt that was
    /// started before is not started again.
    /// </summary>
    /// <returns>Where replicas get the state from which the attempt starts.</returns>
    [Alias("Start")]
    Task<StateSource> Start(SamplerStart start);

    /// <summary>
    /// The draws of a step. They are always the same for the same step, for each caller. Waits a bounded time for the history from which the step is drawn.
    /// </summary>
    [Alias("Draw")]
    Task<DrawReply> Draw(long step);

    /// <summary>
    /// Accepts the fresh losses of a micro-batch. They are durable when the answer arrives, and count when their step is committed. The first report of a slot wins.
    /// </summary>
    [Alias("Report")]
    Task Report(LossReport report);

    /// <summary>Deletes the recorded losses that the checkpoints on disk make unnecessary.</summary>
    /// <param name="stepsCommitted">The committed steps of the oldest checkpoint that is kept.</param>
    [Alias("Forget")]
    Task TrimJournal(long stepsCommitted);

    /// <summary>Ends the run after the steps that are drawn already.</summary>
    [Alias("RequestStop")]
    Task RequestStop();

    /// <summary>Ends the run after a committed step. No trainer may have begun to compute the next one.</summary>
    [Alias("EndAfter")]
    Task EndAfter(long step);

    /// <summary>Ends all waits because the run failed.</summary>
    [Alias("Abandon")]
    Task Abort();

    /// <summary>How many steps are committed, and what the next one waits for.</summary>
    [Alias("GetProgress")]
    Task<SamplerProgress> GetProgress();

    /// <summary>The loss statistics over time.</summary>
    /// <param name="after">Those of later steps than this one.</param>
    [Alias("GetStatistics")]
    Task<IReadOnlyList<LossStatistics>> GetStatistics(long after);

    /// <summary>
    /// The state that is needed to continue after a step. Kept for the steps after which the run saves a checkpoint. Waits a bounded time for the step to be committed.
    /// It is one message, whose size is limited: trainers and runs request it in parts, see <see cref="GetSnapshotOutline"/>.
    /// </summary>
    /// <returns>The snapshot, or null if it is not available yet.</returns>
    [Alias("GetSnapshot")]
    Task<SamplerSnapshot?> GetSnapshot(long step);

    /// <summary>The snapshot without the state of the cases, which is requested in parts because it may be too large for one message.</summary>
    /// <returns>The snapshot without cases, or null if it is not available yet.</returns>
    [Alias("GetSnapshotOutline")]
    Task<SamplerSnapshot?> GetSnapshotOutline(long step);

    /// <summary>The state of consecutive cases in the snapshot of a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="first">The index of the first case, at most the number of cases.</param>
    /// <param name="count">How many cases; the last part may have fewer.</param>
    /// <returns>Their state, or null if the snapshot is not available.</returns>
    [Alias("GetSnapshotCases")]
    Task<ShardSnapshot?> GetSnapshotCases(long step, int first, int count);

    /// <summary>How the cases are divided into blocks and shards; null before the start.</summary>
    [Alias("GetBlocks")]
    Task<CaseBlocks?> GetBlocks();

    /// <summary>
    /// Schedules a change of the cases for a step. Changes that were scheduled before take effect before it. A request that was scheduled before is not scheduled
    /// again.
    /// </summary>
    /// <param name="change">The change; without a step it takes effect at the next step that is not drawn yet.</param>
    /// <returns>The change with its step.</returns>
    /// <exception cref="ArgumentException">The step is drawn already, is after the run's last step or comes before a change that must take effect first.</exception>
    /// <exception cref="InvalidOperationException">The run draws no more steps.</exception>
    [Alias("Schedule")]
    Task<CaseChange> Schedule(ScheduledChange change);

    /// <summary>All changes so far, in the order in which they were requested.</summary>
    [Alias("GetChanges")]
    Task<IReadOnlyList<ScheduledChange>> GetChanges();

    /// <summary>The records of all cases as of the last committed step.</summary>
    [Alias("GetHistory")]
    Task<SamplerHistory> GetHistory();
}
