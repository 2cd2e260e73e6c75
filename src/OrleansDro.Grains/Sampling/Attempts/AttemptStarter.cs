using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Sampling;

namespace OrleansDro.Grains.Sampling.Attempts;

/// <summary>Starts the attempts of a run, or resumes the latest one from durable storage.</summary>
/// <param name="storage">The durable storage of the sampler.</param>
/// <param name="checkpoints">The checkpoints of the attempts.</param>
/// <param name="clock">The clock.</param>
internal sealed class AttemptStarter(GrainStateStore storage, AttemptCheckpoints checkpoints, TimeProvider clock)
{
    private readonly DurableRecord<SamplerRecord> _durable = new(storage, "sampler");

    /// <summary>Resumes the latest attempt from durable storage.</summary>
    /// <returns>The attempt, or null if none was started.</returns>
    public async Task<StartedAttempt?> Resume()
    {
        if (await _durable.Read() is not { } record)
        {
            return null;
        }

        return new StartedAttempt(Create(record), () => checkpoints.LoadOfAttempt(record));
    }

    /// <summary>
    /// Starts an attempt from the latest good checkpoint. The losses that the previous attempt reported for later steps are deleted first, so that they are not taken
    /// for those of this attempt.
    /// </summary>
    /// <param name="start">The request.</param>
    /// <param name="previous">The previous attempt, which ends here, or null.</param>
    public async Task<StartedAttempt> Start(SamplerStart start, RunningAttempt? previous)
    {
        previous?.Supersede();

        // Read only once: a trainer of the previous attempt may save another checkpoint meanwhile, from which the trainers of this attempt do not start.
        var origin = await checkpoints.LoadForStart(start);
        var first = (origin?.Snapshot.Step ?? -1) + 1;
        if (previous is not null)
        {
            await previous.Journal.DeleteFrom(first);
        }

        var record = new SamplerRecord
        {
            Start = start,
            Source = new StateSource(first, origin?.Folder, null),
            Changes = previous?.Record.Changes ?? [.. origin?.Snapshot.Changes ?? [], .. start.Changes],
            LastStep = start.LastStep,
            BeganAt = clock.GetUtcNow(),
            SecondsBefore = origin?.Snapshot.TrainingSeconds ?? 0,
            JournalFrom = Math.Min(previous?.Record.JournalFrom ?? first, first),
        };
        await _durable.Write(record);
        return new StartedAttempt(Create(record), () => Task.FromResult(origin));
    }

    private RunningAttempt Create(SamplerRecord record) => new(record, _durable, new StepJournal(storage, record.Start.Spec), clock);
}
