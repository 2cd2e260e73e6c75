using Microsoft.Extensions.Logging;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Checkpoints;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Runs;

/// <summary>A run's checkpoints: whether the run may start or resume given those that exist, and what follows when a new one is saved.</summary>
internal sealed partial class RunCheckpoints(DurableRun run, RunSampler sampler, RunEvents events, CheckpointStore checkpoints, TimeProvider clock, ILogger<RunCheckpoints> logger)
{
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(10);

    private readonly DateTimeOffset _since = clock.GetUtcNow();

    /// <summary>Why the latest checkpoint was not saved, as trainers have reported to this activation; null if it was.</summary>
    public string? LatestProblem { get; private set; }

    /// <summary>When the latest checkpoint was saved; before the first, when this silo started to host the run; null for a run that saves none.</summary>
    public DateTimeOffset? SavedAt => run.CheckpointRoot is null || run.Spec.Checkpoint.Every == 0
        ? null
        : run.Record.Events.LastOrDefault(happened => happened.Kind == RunEventKind.Saved)?.Time ?? _since;

    /// <summary>What the run's end waits for, in words; null if it does not wait for a checkpoint.</summary>
    public string? WaitingFor { get; set; }

    /// <summary>Whether the checkpoint after a number of steps is in the folder.</summary>
    public Task<bool> IsSaved(long steps) => Task.Run(() => run.CheckpointRoot is { } root && Directory.Exists(CheckpointStore.FolderOf(root, steps)));

    /// <inheritdoc cref="IRunGrain.GetCheckpoints"/>
    public async Task<IReadOnlyList<CheckpointView>> List()
    {
        if (run.CheckpointRoot is not { } root)
        {
            throw new InvalidOperationException($"The run '{run.Name}' saves no checkpoints: {nameof(NodeOptions)}.{nameof(NodeOptions.CheckpointRoot)} of its silos is not set.");
        }

        try
        {
            return await Task.Run(() => CheckpointList.Read(root, ReadLimit));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"The checkpoints of the run '{run.Name}' cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Checks that the run may start or resume. A run that continues after its silo was lost always may.</summary>
    /// <returns>The checkpoint from which a user resumed the run, or null.</returns>
    public async Task<Checkpoint?> RequireStartable()
    {
        var start = run.Record.Start;
        var root = run.CheckpointRoot;
        if (run.Record.GenerationNumber > 0 && !start.Resume)
        {
            await SetAside();
            return null;
        }

        if (!start.Resume)
        {
            return root is null || !await Task.Run(() => CheckpointStore.Any(root))
                ? null
                : throw new InvalidInputException($"{root} already contains checkpoints. Use another run name, or resume that run.");
        }

        _ = root ?? throw new InvalidInputException("To resume a run, name the folder of its checkpoints.");
        await SetAside();
        var checkpoint = await Task.Run(() => checkpoints.LoadLatest(root));
        ResumeCheck.RequireSame(start.Spec, checkpoint.Manifest.Spec, checkpoint.Folder);
        return checkpoint;
    }

    /// <summary>Checks that the run has saved a checkpoint from which it can be resumed.</summary>
    /// <exception cref="InvalidOperationException">There is no checkpoint.</exception>
    public async Task RequireSaved()
    {
        if (run.CheckpointRoot is not { } root)
        {
            throw new InvalidOperationException($"The run '{run.Name}' cannot be resumed: it has no folder of checkpoints. Start its silos with {nameof(NodeOptions)}.{nameof(NodeOptions.CheckpointRoot)}, and submit it under another name.");
        }

        if (!await Task.Run(() => CheckpointStore.Any(root)))
        {
            throw new InvalidOperationException($"The run '{run.Name}' cannot be resumed: there is no checkpoint in {root}. Submit it under another name to start from the beginning.");
        }
    }

    /// <summary>Checks that a checkpoint was saved with the same data and leaves steps to take.</summary>
    public void RequireCompatible(Checkpoint checkpoint)
    {
        var snapshot = checkpoint.Snapshot;
        var drawnUntil = snapshot.Step + 1 + run.Spec.DrawAhead;
        var added = snapshot.Changes.Where(scheduled => scheduled.Change is { Kind: CaseChangeKind.Add } change && change.Step <= drawnUntil).Sum(scheduled => scheduled.Cases.Length);
        if (snapshot.Records.Length != run.Record.Cases + added)
        {
            throw new InvalidInputException(
                $"The data set has {run.Record.Cases} training cases, but the checkpoint {checkpoint.Folder} was saved with {snapshot.Records.Length - added}. Resume with the data that the run was started with.");
        }

        if (snapshot.Step >= run.LastStep)
        {
            throw new InvalidInputException($"The checkpoint {checkpoint.Folder} already contains all {run.LastStep + 1} steps; there is nothing to resume.");
        }
    }

    /// <summary>Records that a checkpoint was saved, or why it was not. The sampler then drops its journal of the steps before the oldest checkpoint.</summary>
    /// <inheritdoc cref="IRunCoordinator.CheckpointSaved"/>
    public async Task Saved(TrainerId trainer, long stepsCommitted, string? problem)
    {
        LatestProblem = problem;
        if (problem is not null)
        {
            LogNotSaved(run.Name, stepsCommitted, problem);
            await events.Record(RunEventKind.NotSaved, trainer, $"The checkpoint of {stepsCommitted} steps was not saved: {problem}. The previous checkpoint is kept.");
            return;
        }

        await SetAside();
        await events.Record(RunEventKind.Saved, trainer, $"Saved {stepsCommitted} steps.");
        if (run.CheckpointRoot is { } root && await Task.Run(() => CheckpointStore.OldestSteps(root)) is { } oldest)
        {
            await sampler.Grain.TrimJournal(oldest);
        }
    }

    /// <summary>
    /// Sets the checkpoints aside that may contain wrong gradients. One that was still being written when the audit ended appears later, so this runs again after each saved
    /// checkpoint.
    /// </summary>
    public async Task SetAside()
    {
        if (run.CheckpointRoot is not { } root || run.Record.Distrusted is not { } distrusted)
        {
            return;
        }

        try
        {
            foreach (var folder in new[] { root, CheckpointStore.BestRoot(root) })
            {
                await Task.Run(() => CheckpointStore.SetAside(folder, manifest => manifest.Attempt <= distrusted.Attempt && manifest.StepsCommitted > distrusted.GoodSteps));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogNotSetAside(run.Name, root, distrusted.GoodSteps, exception.Message);
        }
    }

    [LoggerMessage(EventId = 1010, Level = LogLevel.Error, Message = "Checkpoints of run {Run} in {Folder} after step {Steps} may contain wrong gradients but cannot be set aside: {Problem}. Do not resume from them.")]
    private partial void LogNotSetAside(string run, string folder, long steps, string problem);

    [LoggerMessage(EventId = 1011, Level = LogLevel.Warning, Message = "The checkpoint of run {Run} after {Steps} steps was not saved: {Problem}. Training continues.")]
    private partial void LogNotSaved(string run, long steps, string problem);
}
