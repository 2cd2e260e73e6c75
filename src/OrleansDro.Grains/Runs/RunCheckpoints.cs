using Microsoft.Extensions.Logging;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Checkpoints;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Runs;

/// <summary>A run's checkpoints: whether it may begin or go on beside those that are there, and what comes of new ones.</summary>
internal sealed partial class RunCheckpoints(DurableRun run, RunSampler sampler, RunEvents events, CheckpointStore checkpoints, TimeProvider clock, ILogger<RunCheckpoints> logger)
{
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(10);

    private readonly DateTimeOffset _since = clock.GetUtcNow();

    /// <summary>When the latest checkpoint was saved, or, before the first, since when the run is led here; null for a run that saves none.</summary>
    public DateTimeOffset? SavedAt => run.CheckpointRoot is null || run.Spec.Checkpoint.Every == 0
        ? null
        : run.Record.Events.LastOrDefault(happened => happened.Kind == RunEventKind.Saved)?.Time ?? _since;

    /// <inheritdoc cref="IRunGrain.GetCheckpoints"/>
    public async Task<IReadOnlyList<CheckpointView>> List()
    {
        if (run.CheckpointRoot is not { } root)
        {
            throw new InvalidOperationException($"The run '{run.Name}' saves no checkpoints: its silos were started without --checkpoint-root.");
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

    /// <summary>Refuses what cannot be begun or gone on with; on a run that goes on after its silo was lost there is nothing to refuse.</summary>
    /// <returns>The checkpoint that the run was resumed from by its user, or null.</returns>
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
                : throw new InvalidInputException($"{root} holds checkpoints already. Name another run, or resume that one.");
        }

        _ = root ?? throw new InvalidInputException("A run can only be resumed where its checkpoints lie; name the folder.");
        await SetAside();
        var checkpoint = await Task.Run(() => checkpoints.LoadLatest(root));
        ResumeCheck.RequireSame(start.Spec, checkpoint.Manifest.Spec, checkpoint.Folder);
        return checkpoint;
    }

    /// <summary>Refuses to go on with a run that has saved nothing.</summary>
    /// <exception cref="InvalidOperationException">There is no checkpoint.</exception>
    public async Task RequireSaved()
    {
        if (run.CheckpointRoot is not { } root)
        {
            throw new InvalidOperationException($"The run '{run.Name}' cannot be resumed: it has no folder of checkpoints. Start its silos with --checkpoint-root, and submit it under another name.");
        }

        if (!await Task.Run(() => CheckpointStore.Any(root)))
        {
            throw new InvalidOperationException($"The run '{run.Name}' cannot be resumed: there is no checkpoint in {root}. Submit it under another name to begin anew.");
        }
    }

    /// <summary>Refuses a checkpoint that was made with other data, or that leaves nothing to do.</summary>
    public void RequireFit(Checkpoint checkpoint)
    {
        var snapshot = checkpoint.Snapshot;
        var drawnUntil = snapshot.Step + 1 + run.Spec.DrawAhead;
        var added = snapshot.Changes.Where(scheduled => scheduled.Change is { Kind: CaseChangeKind.Add } change && change.Step <= drawnUntil).Sum(scheduled => scheduled.Cases.Length);
        if (snapshot.Records.Length != run.Record.Cases + added)
        {
            throw new InvalidInputException(
                $"The data set has {run.Record.Cases} training cases, but the checkpoint {checkpoint.Folder} began with {snapshot.Records.Length - added}. Resume with the data that the run was begun with.");
        }

        if (snapshot.Step >= run.LastStep)
        {
            throw new InvalidInputException($"The checkpoint {checkpoint.Folder} has all {run.LastStep + 1} steps already; there is nothing to resume.");
        }
    }

    /// <summary>A checkpoint was saved, or could not be. What the sampler has on record of the steps before all checkpoints is of no use any more.</summary>
    /// <inheritdoc cref="IRunCoordinator.CheckpointSaved"/>
    public async Task Saved(TrainerId trainer, long stepsCommitted, string? problem)
    {
        if (problem is not null)
        {
            LogNotSaved(run.Name, stepsCommitted, problem);
            await events.Tell(RunEventKind.NotSaved, trainer, $"The checkpoint of {stepsCommitted} steps could not be saved: {problem}. The one before stays.");
            return;
        }

        await SetAside();
        await events.Tell(RunEventKind.Saved, trainer, $"{stepsCommitted} steps are saved.");
        if (run.CheckpointRoot is { } root && await Task.Run(() => CheckpointStore.OldestSteps(root)) is { } oldest)
        {
            await sampler.Grain.TrimJournal(oldest);
        }
    }

    /// <summary>
    /// Sets the checkpoints aside that a trainer's wrong gradients may be in. One that was being written when the trainer was found comes later, so it is looked for each time
    /// that something is saved.
    /// </summary>
    public async Task SetAside()
    {
        if (run.CheckpointRoot is not { } root || run.Record.Distrusted is not { } distrusted)
        {
            return;
        }

        try
        {
            await Task.Run(() => CheckpointStore.SetAside(root, manifest => manifest.Attempt <= distrusted.Attempt && manifest.StepsCommitted > distrusted.GoodSteps));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogNotSetAside(run.Name, root, distrusted.GoodSteps, exception.Message);
        }
    }

    [LoggerMessage(LogLevel.Error, "Checkpoints of {Run} in {Folder} may hold wrong gradients and cannot be set aside. Do not resume from those of more than {Steps} steps: {Problem}")]
    private partial void LogNotSetAside(string run, string folder, long steps, string problem);

    [LoggerMessage(LogLevel.Warning, "The checkpoint of {Run} after {Steps} steps could not be saved; the run goes on: {Problem}")]
    private partial void LogNotSaved(string run, long steps, string problem);
}
