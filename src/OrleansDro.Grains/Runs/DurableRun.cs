using Orleans.Storage;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Runs;

/// <summary>
/// What a run keeps in the storage: its record, what its cases are called, and its result once there is one. Where another silo has written them, the run goes on there,
/// and this activation ends. While the run is active it stays in memory; once it has ended it is read again when somebody asks.
/// </summary>
internal sealed class DurableRun(IGrainContext grain, IGrainRuntime runtime, GrainStateStores storages, NodeOptions node)
{
    private readonly DurableRecord<RunRecord> _records = new(storages.Of(grain.GrainId), "run");
    private readonly DurableRecord<RunResult> _results = new(storages.Of(grain.GrainId), "result");
    private readonly DurableRecord<CaseLabel[]> _labels = new(storages.Of(grain.GrainId), "labels");
    private RunRecord? _record;

    /// <summary>The run's name.</summary>
    public string Name { get; } = grain.GrainId.Key.ToString()!;

    /// <summary>Where the run stands; unknown where none was started.</summary>
    public RunState State => _record?.State ?? RunState.Unknown;

    /// <summary>Whether the run needs trainers.</summary>
    public bool IsActive => _record is { IsActive: true };

    /// <summary>Whether the run has come to its end, in whatever way.</summary>
    public bool HasEnded => _record is { IsActive: false };

    /// <summary>Counts how often the run began, anew or from what was saved; 0 where none was started.</summary>
    public long Attempt => _record?.Attempt ?? 0;

    /// <summary>The record of a run that was started.</summary>
    public RunRecord Record => _record ?? throw new InvalidOperationException($"The run '{Name}' was not started.");

    /// <summary>The spec.</summary>
    public RunSpec Spec => Record.Start.Spec;

    /// <summary>The step after which the run is to end.</summary>
    public long LastStep => (Record.Start.StopAfter ?? Spec.Steps) - 1;

    /// <summary>Folder of the checkpoints, or null to save none.</summary>
    public string? CheckpointRoot => FolderOf(Record.Start.CheckpointRoot, "checkpoints");

    /// <summary>Folder of the event files of TensorBoard, or null to write none.</summary>
    public string? EventFolder => FolderOf(Record.Start.EventFolder, "tensorboard");

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

        StayWhileActive();
    }

    /// <summary>Replaces the record; everybody here sees the new one at once.</summary>
    /// <exception cref="InconsistentStateException">The run was taken over by another silo while this one was given up.</exception>
    public async Task Write(RunRecord record)
    {
        _record = record;
        StayWhileActive();
        try
        {
            await _records.Write(record);
        }
        catch (InconsistentStateException)
        {
            Leave();
            runtime.DeactivateOnIdle(grain);
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

    /// <summary>What the training cases are called with which the run began; null where it did not begin to train.</summary>
    public Task<CaseLabel[]?> ReadLabels() => _labels.Read();

    /// <summary>Keeps what the training cases are called.</summary>
    public Task WriteLabels(CaseLabel[] labels) => Replace(_labels, labels);

    /// <summary>Ends the run with a result.</summary>
    public async Task Conclude(RunResult result, RunState state)
    {
        await Replace(_results, result);
        Result = result;
        await Write(Record with { State = state, StepsCommitted = result.StepsCommitted });
    }

    /// <summary>Leads the run no more.</summary>
    public void Leave() => IsGone = true;

    private static async Task Replace<T>(DurableRecord<T> record, T value)
        where T : class
    {
        // A run that was resumed has left one.
        await record.Read();
        await record.Write(value);
    }

    private string? FolderOf(string? given, string name) =>
        node.AllowsAnyFolder && given is not null ? given : node.CheckpointRoot is { } root ? Path.Combine(root, Name, name) : null;

    private void StayWhileActive() => runtime.DelayDeactivation(grain, IsActive ? Timeout.InfiniteTimeSpan : TimeSpan.Zero);
}
