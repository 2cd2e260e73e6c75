using Orleans.Storage;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Storage;

namespace OrleansDro.Grains.Runs;

/// <summary>
/// What a run keeps in the storage: its record, and its result once there is one. Where another silo has written them, the run goes on there, and this activation ends.
/// </summary>
internal sealed class DurableRun(IGrainContext grain, GrainStorages storages, NodeOptions node)
{
    private readonly DurableRecord<RunRecord> _records = new(storages.Of(grain.GrainId), "run");
    private readonly DurableRecord<RunResult> _results = new(storages.Of(grain.GrainId), "result");
    private RunRecord? _record;

    /// <summary>The run's name.</summary>
    public string Name { get; } = grain.GrainId.Key.ToString()!;

    /// <summary>Where the run stands; unknown where none was started.</summary>
    public RunState State => _record?.State ?? RunState.Unknown;

    /// <summary>Whether the run needs trainers.</summary>
    public bool IsActive => _record is { IsActive: true };

    /// <summary>Counts how often the run began, anew or from what was saved; 0 where none was started.</summary>
    public long Attempt => _record?.Attempt ?? 0;

    /// <summary>The record of a run that was started.</summary>
    public RunRecord Record => _record ?? throw new InvalidOperationException($"The run '{Name}' was not started.");

    /// <summary>The spec.</summary>
    public RunSpec Spec => Record.Start.Spec;

    /// <summary>The step after which the run is to end.</summary>
    public long LastStep => (Record.Start.StopAfter ?? Spec.Steps) - 1;

    /// <summary>Folder of the checkpoints, or null to save none.</summary>
    public string? CheckpointRoot => Record.Start.CheckpointRoot ?? (node.CheckpointRoot is { } root ? Path.Combine(root, Name, "checkpoints") : null);

    /// <summary>The result of a run that was completed or stopped; null before.</summary>
    public RunResult? Result { get; private set; }

    /// <summary>Whether the run is no longer this activation's to lead.</summary>
    public bool IsGone { get; private set; }

    /// <summary>Reads what is there.</summary>
    public async Task Read()
    {
        _record = await _records.Read();
        if (State is RunState.Completed or RunState.Stopped)
        {
            Result = await _results.Read();
        }
    }

    /// <summary>Replaces the record; everybody here sees the new one at once.</summary>
    /// <exception cref="InconsistentStateException">The run was taken over by another silo while this one was given up.</exception>
    public async Task Write(RunRecord record)
    {
        _record = record;
        try
        {
            await _records.Write(record);
        }
        catch (InconsistentStateException)
        {
            Leave();
            grain.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "The run goes on in another silo."));
            throw;
        }
    }

    /// <summary>Ends when all that was written is in the storage.</summary>
    public Task Flush() => Write(Record);

    /// <summary>Begins another attempt: there is no result any more.</summary>
    public Task BeginAgain(RunRecord record)
    {
        Result = null;
        return Write(record);
    }

    /// <summary>Ends the run with a result.</summary>
    public async Task Conclude(RunResult result, RunState state)
    {
        // A run that was resumed may have left one.
        await _results.Read();
        await _results.Write(result);
        Result = result;
        await Write(Record with { State = state });
    }

    /// <summary>Leads the run no more.</summary>
    public void Leave() => IsGone = true;
}
