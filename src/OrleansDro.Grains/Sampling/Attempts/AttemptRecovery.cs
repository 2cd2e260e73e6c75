using OrleansDro.Grains.Checkpoints;
using OrleansDro.Grains.Sampling.Shards;
using OrleansDro.Grains.Sampling.Steps;

namespace OrleansDro.Grains.Sampling.Attempts;

/// <summary>Recovers the steps of an attempt: from the latest good checkpoint, and from the journal for the steps after it.</summary>
/// <param name="started">The attempt.</param>
/// <param name="checkpoints">The checkpoints of the attempt.</param>
/// <param name="startShards">Starts the shards.</param>
internal sealed class AttemptRecovery(StartedAttempt started, AttemptCheckpoints checkpoints, Func<ShardSetStart, Task<IShardSet>> startShards)
{
    private readonly RunningAttempt _attempt = started.Attempt;
    private Func<Task<Checkpoint?>> _loadCheckpoint = started.LoadOrigin;

    /// <summary>Starts the shards from the checkpoint and repeats the steps of which the journal has all losses.</summary>
    /// <exception cref="InvalidOperationException">Neither the journal nor a checkpoint has the losses of the next step.</exception>
    public async Task<StepSequence> Recover()
    {
        var record = _attempt.Record;
        var checkpoint = await _loadCheckpoint();
        var sequence = await StepSequence.Start(record.Start, checkpoint?.Snapshot, _attempt.Changes, startShards, () => _attempt.TrainingSeconds);
        if (sequence.Committed + 1 < record.JournalFrom)
        {
            throw new InvalidOperationException(
                $"The losses of the run's steps before {record.JournalFrom} are only in its checkpoints, and "
                + $"{record.Start.CheckpointRoot} does not contain any of them. Restore the checkpoints from a backup, or start the run again.");
        }

        await Repeat(sequence);
        _attempt.Reports.RemoveUntil(sequence.Committed);

        // From now on the attempt may have saved a later checkpoint.
        _loadCheckpoint = () => checkpoints.LoadOfAttempt(record);
        return sequence;
    }

    private async Task Repeat(StepSequence sequence)
    {
        await foreach (var entries in _attempt.Journal.ReadFrom(sequence.Committed + 1))
        {
            foreach (var entry in entries)
            {
                _attempt.Reports.Add(entry);
            }

            var lastStep = _attempt.Record.LastStep;
            if (sequence.Committed < lastStep && sequence.MissingLosses(_attempt.Reports) == 0)
            {
                await sequence.Commit(_attempt.Reports);
                await sequence.AfterCommit(lastStep);
            }
        }
    }
}
