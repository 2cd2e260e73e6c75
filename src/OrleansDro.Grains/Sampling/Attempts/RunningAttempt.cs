using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Sampling.Changes;
using OrleansDro.Grains.Sampling.Shards;
using OrleansDro.Grains.Sampling.Steps;

namespace OrleansDro.Grains.Sampling.Attempts;

/// <summary>
/// An attempt of a run in the memory of its sampler. Before it has a <see cref="Sequence"/>, it recovers. It ends when a new attempt supersedes it, or when the run
/// fails or the sampler leaves its silo, which aborts it.
/// </summary>
/// <param name="record">The record of the attempt as it is in durable storage.</param>
/// <param name="durable">The durable storage of the record.</param>
/// <param name="journal">The reported losses in durable storage.</param>
/// <param name="clock">The clock.</param>
internal sealed class RunningAttempt(SamplerRecord record, DurableRecord<SamplerRecord> durable, StepJournal journal, TimeProvider clock)
{
    private readonly AsyncPulse _work = new();
    private Task _commits = Task.CompletedTask;
    private long _highestIssued = -1;
    private long? _wantedSnapshot;

    /// <summary>The record of the attempt.</summary>
    public SamplerRecord Record { get; private set; } = record;

    /// <summary>The run.</summary>
    public RunSpec Spec => Record.Start.Spec;

    /// <summary>Seconds of training so far, earlier attempts included.</summary>
    public double TrainingSeconds => Record.SecondsBefore + (clock.GetUtcNow() - Record.BeganAt).TotalSeconds;

    /// <summary>The reported losses in durable storage.</summary>
    public StepJournal Journal => journal;

    /// <summary>The reported losses of the steps that are not committed.</summary>
    public StepReports Reports { get; } = new();

    /// <summary>The changes of the cases.</summary>
    public ChangeSchedule Changes { get; } = new(record.Changes);

    /// <summary>The steps; null while the attempt recovers, and after it was superseded.</summary>
    public StepSequence? Sequence { get; private set; }

    /// <summary>The losses for which the next step waits, in words; null if it does not wait.</summary>
    public string? WaitingFor { get; set; }

    /// <summary>Whether somebody waits for a snapshot of the last committed step.</summary>
    public bool IsSnapshotWanted => _wantedSnapshot is { } wanted && wanted == Sequence?.Committed;

    /// <summary>Whether the run or its silo ended the attempt.</summary>
    public bool IsAborted { get; private set; }

    /// <summary>Whether a later attempt takes the place of this one.</summary>
    public bool IsSuperseded { get; private set; }

    /// <summary>Whether the attempt recovers: its steps are not available yet.</summary>
    public bool IsRecovering => Sequence is null && !_commits.IsFaulted;

    /// <summary>Starts to commit the steps.</summary>
    /// <param name="commitSteps">Commits the steps until the attempt ends.</param>
    public void Run(Func<Task> commitSteps) => _commits = commitSteps();

    /// <summary>Throws the exception with which the commits of the attempt failed, if they failed.</summary>
    public Task ThrowIfFailed() => _commits.IsFaulted ? _commits : Task.CompletedTask;

    /// <summary>Continues with steps that were recovered. A superseded attempt ignores them.</summary>
    public void Continue(StepSequence sequence)
    {
        if (!IsSuperseded)
        {
            Sequence = sequence;

            // Trainers may have received all draws that exist.
            NoteIssued(sequence.Committed + 1 + Spec.DrawAhead);
        }
    }

    /// <summary>Discards the steps, because a shard was lost. They have to be recovered.</summary>
    public void DiscardSequence() => Sequence = null;

    /// <summary>Notes that a trainer receives the draws of a step.</summary>
    public void NoteIssued(long step) => _highestIssued = Math.Max(_highestIssued, step);

    /// <summary>Requests the snapshot of a step.</summary>
    public void RequestSnapshot(long step)
    {
        _wantedSnapshot = step;
        _work.Raise();
    }

    /// <summary>Forgets the request for a snapshot, because it is answered.</summary>
    public void CompleteSnapshotRequest() => _wantedSnapshot = null;

    /// <summary>Changes the record in durable storage.</summary>
    /// <exception cref="TimeoutException">A later attempt takes the place of this one. The caller can repeat the request, which that attempt then serves.</exception>
    public async Task Update(Func<SamplerRecord, SamplerRecord> change)
    {
        if (IsSuperseded)
        {
            throw new TimeoutException("The sampler is starting another attempt of the run.");
        }

        Record = change(Record);
        await durable.Write(Record);
    }

    /// <summary>Ends the attempt after the steps that trainers may be computing. At least one more step is committed, so that there is something to save.</summary>
    /// <param name="committed">The last committed step.</param>
    public Task StopAfterIssued(long committed) =>
        Update(record => record with { LastStep = Math.Min(record.LastStep, Math.Max(_highestIssued, committed + 1)) });

    /// <summary>Ends the attempt after a step, unless it ends before.</summary>
    public Task EndAfter(long step) => Update(record => record with { LastStep = Math.Min(record.LastStep, step) });

    /// <summary>Ends the attempt because the run failed or the sampler leaves the silo. Its state stays readable.</summary>
    public void Abort()
    {
        IsAborted = true;
        _work.Raise();
    }

    /// <summary>Ends the attempt because a later one takes its place. It writes nothing to durable storage from now on.</summary>
    public void Supersede()
    {
        (IsSuperseded, Sequence) = (true, null);
        _work.Raise();
    }

    /// <summary>Wakes the loop that commits the steps: losses or a request arrived.</summary>
    public void NotifyWork() => _work.Raise();

    /// <summary>Waits a bounded time for losses or a request.</summary>
    /// <returns>Whether there was one.</returns>
    public Task<bool> WaitForWork() => BoundedWait.Ends(_work.Next);
}
