using Orleans.Storage;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Runs;

/// <summary>
/// The durable state of a run: its record, the names of its cases, and its result once there is one. If another silo writes the record, the run continues there and this activation
/// ends. An active run stays in memory; a run that has ended is read from storage when it is asked for.
/// </summary>
internal sealed class DurableRun(IGrainContext grain, IGrainRuntime runtime, GrainStateStores storages, NodeOptions node)
{
    private readonly DurableRecord<RunRecord> _records = new(storages.Of(grain.GrainId), "run");
    private readonly DurableRecord<RunResult> _results = new(storages.Of(grain.GrainId), "result");
    private readonly DurableRecord<CaseLabel[]> _labels = new(storages.Of(grain.GrainId), "labels");
    private readonly DurableRecord<ValidationPoint[]> _validations = new(storages.Of(grain.GrainId), "validations");
    private RunRecord? _record;

    /// <summary>The run's name.</summary>
    public string Name { get; } = $"{grain.GrainId.Key}";

    /// <summary>The state of the run; <see cref="RunState.Unknown"/> if no run of this name was started.</summary>
    public RunState State => _record?.State ?? RunState.Unknown;

    /// <summary>Whether the run needs trainers.</summary>
    public bool IsActive => _record is { IsActive: true };

    /// <summary>Whether the run has completed, stopped or failed.</summary>
    public bool HasEnded => _record is { IsActive: false };

    /// <summary>Counts how often the run started, from the beginning or from a checkpoint; 0 if it was not started.</summary>
    public long Attempt => _record?.Attempt ?? 0;

    /// <summary>The record of the run.</summary>
    /// <exception cref="InvalidOperationException">The run was not started.</exception>
    public RunRecord Record => _record ?? throw new InvalidOperationException($"The run '{Name}' was not started.");

    /// <summary>The spec.</summary>
    public RunSpec Spec => Record.Start.Spec;

    /// <summary>The step after which the run is to end.</summary>
    public long LastStep => EndsEarly ? Validations[^1].Steps - 1 : (Record.Start.StopAfter ?? Spec.Steps) - 1;

    /// <summary>The folder of the checkpoints, or null to save none.</summary>
    public string? CheckpointRoot => FolderOf(Record.Start.CheckpointRoot, "checkpoints");

    /// <summary>The folder of TensorBoard's event files, or null to write none.</summary>
    public string? EventFolder => FolderOf(Record.Start.EventFolder, "tensorboard");

    /// <summary>The result of a run that was completed or stopped; null before.</summary>
    public RunResult? Result { get; private set; }

    /// <summary>The validations while the run trains, by steps.</summary>
    public IReadOnlyList<ValidationPoint> Validations { get; private set; } = [];

    /// <summary>The steps of the latest validation; -1 before the first.</summary>
    public long ValidatedSteps => Validations is [.., var latest] ? latest.Steps : -1;

    /// <summary>Whether the run ends before its last step, as its validations do not get better.</summary>
    public bool EndsEarly => EarlyStop.IsDue(Spec.Validation, Validations);

    /// <summary>Whether this activation must no longer coordinate the run: another one has taken over, or this one is being deactivated.</summary>
    public bool IsSuperseded { get; private set; }

    /// <summary>Reads the stored state.</summary>
    public async Task Read()
    {
        _record = await _records.Read();
        if (State is RunState.Completed or RunState.Stopped)
        {
            Result = await _results.Read();
        }

        Validations = await _validations.Read() ?? [];
        StayWhileActive();
    }

    /// <summary>Replaces the record. This activation sees the new one immediately; it is durable when the task ends.</summary>
    /// <exception cref="InconsistentStateException">Another silo has taken over the run.</exception>
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
            MarkSuperseded();
            runtime.DeactivateOnIdle(grain);
            throw;
        }
    }

    /// <summary>Waits until the latest record is durable.</summary>
    public Task Flush() => Write(Record);

    /// <summary>Starts another attempt, which discards the result of the previous one.</summary>
    public Task StartAttempt(RunRecord record)
    {
        Result = null;
        return Write(record);
    }

    /// <summary>The names of the training cases with which the run started; null if it has not started to train.</summary>
    public Task<CaseLabel[]?> ReadLabels() => _labels.Read();

    /// <summary>Stores the names of the training cases.</summary>
    public Task WriteLabels(CaseLabel[] labels) => Replace(_labels, labels);

    /// <summary>Replaces the validations, which are durable when the task ends.</summary>
    public async Task WriteValidations(ValidationPoint[] validations)
    {
        await Replace(_validations, validations);
        Validations = validations;
    }

    /// <summary>Drops the validations of states that the run has left by a rollback.</summary>
    /// <param name="steps">The steps to which it rolled back.</param>
    public Task DropValidationsAfter(long steps) => ValidatedSteps > steps
        ? WriteValidations([.. Validations.Where(point => point.Steps <= steps)])
        : Task.CompletedTask;

    /// <summary>Ends the run with a result, which is stored before the record says that the run has ended.</summary>
    public async Task Complete(RunResult result, RunState state)
    {
        await Replace(_results, result);
        Result = result;
        await Write(Record with { State = state, StepsCommitted = result.StepsCommitted });
    }

    /// <summary>Records that this activation no longer coordinates the run.</summary>
    public void MarkSuperseded() => IsSuperseded = true;

    private static async Task Replace<T>(DurableRecord<T> record, T value)
        where T : class
    {
        // A run that was resumed has stored one before, and a write needs its version.
        await record.Read();
        await record.Write(value);
    }

    private string? FolderOf(string? given, string name) =>
        node.AllowsAnyFolder && given is not null ? given : node.CheckpointRoot is { } root ? Path.Combine(root, Name, name) : null;

    private void StayWhileActive() => runtime.DelayDeactivation(grain, IsActive ? Timeout.InfiniteTimeSpan : TimeSpan.Zero);
}
