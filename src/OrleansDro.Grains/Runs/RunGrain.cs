using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Sampling;
using OrleansDro.Abstractions.Training;
using OrleansDro.Grains.Cases;
using OrleansDro.Grains.Checkpoints;
using OrleansDro.Grains.Sampling;
using OrleansDro.Learning;

namespace OrleansDro.Grains.Runs;

/// <summary>
/// Leads a run from its spec to its result: prepares the trainers, starts the sampler, hands out the micro-batches, has the validation cases predicted.
/// It has no part in a step.
/// </summary>
[Reentrant, KeepAlive]
internal sealed partial class RunGrain(CheckpointStore checkpoints, TimeProvider clock, ILogger<RunGrain> logger) : Grain, IRunGrain
{
    private const int PreviewedCases = 6;

    private readonly Dictionary<int, DataSummary> _prepared = [];
    private readonly Dictionary<int, TrainerSummary> _finished = [];
    private readonly SortedDictionary<int, CaseEvaluation> _evaluated = [];
    private readonly Signal _changed = new();
    private readonly StepRate _rate = new(clock);
    private RunStart? _start;
    private RunState _state = RunState.Unknown;
    private RunFailure? _failure;
    private RunResult? _result;
    private CaseReader? _reader;
    private string? _waitingFor;
    private CaseChanges? _changes;
    private bool _stopRequested;

    public Task Start(RunStart start)
    {
        if (_start is not null)
        {
            throw new InvalidOperationException($"The run '{Name}' was started before.");
        }

        _start = start;
        _state = RunState.Preparing;
        _ = Lead();
        return Task.CompletedTask;
    }

    public async Task<RunStatus> GetStatus()
    {
        if (_start is null)
        {
            // Somebody asks for a run that is not there: no reason to stay in memory.
            DeactivateOnIdle();
        }

        var progress = _state is RunState.Unknown or RunState.Preparing ? null : await Sampler.GetProgress();
        var steps = progress?.StepsCommitted ?? 0;
        return new RunStatus
        {
            Run = Name,
            State = _state,
            StepsCommitted = steps,
            Steps = _start?.Spec.Steps ?? 0,
            SamplesPerSecond = _state == RunState.Training ? _rate.Read(steps) * _start!.Spec.BatchSize : 0,
            CasesEvaluated = _evaluated.Count,
            CasesToEvaluate = _prepared.Values.FirstOrDefault()?.Validation.Length ?? 0,
            Statistics = progress?.Statistics,
            Failure = _failure,
            WaitingFor = _waitingFor ?? progress?.WaitingFor,
        };
    }

    public async Task Stop()
    {
        _stopRequested = true;
        if (_state == RunState.Training)
        {
            await Sampler.RequestStop();
        }
    }

    public Task<RunResult?> GetResult() => Task.FromResult(_result);

    public Task<CaseView> GetCase(string id) => Cases.GetCase(id);

    public Task<CasePage> GetCases(CaseQuery query) => Cases.GetCases(query);

    public Task<IReadOnlyList<GroupView>> GetGroups() => Cases.GetGroups();

    public Task<CaseChange> ChangeCases(CaseChange change) => _state == RunState.Training
        ? _changes!.Ask(change)
        : throw new InvalidOperationException($"The cases of the run '{Name}' cannot be changed: it is not training.");

    public async Task<IReadOnlyList<CaseChange>> GetChanges() => _state is RunState.Unknown or RunState.Preparing ? [] : await Sampler.GetChanges();

    public Task TrainerPrepared(int trainer, DataSummary data) => Note(() => _prepared[trainer] = data);

    public Task TrainerFinished(int trainer, TrainerSummary summary) => Note(() => _finished[trainer] = summary);

    public Task TrainerEvaluated(int trainer, CaseEvaluation[] cases) => Note(() =>
    {
        foreach (var evaluation in cases)
        {
            _evaluated[evaluation.Index] = evaluation;
        }
    });

    public Task TrainerFailed(int trainer, RunFailure failure) => Note(() => _failure ??= failure);

    private string Name => this.GetPrimaryKeyString();

    /// <summary>A trainer without a micro-batch would have nothing to do.</summary>
    private int TrainerCount => Math.Min(_start!.Trainers, Math.Max(1, _start.Spec.MicroBatches));

    private CaseReader Cases => _reader ?? throw new InvalidOperationException(_state switch
    {
        RunState.Unknown => $"The run '{Name}' was not started.",
        RunState.Preparing => $"The run '{Name}' has not begun to train: it is reading its data. Ask again when its state is 'training'.",
        _ => $"The run '{Name}' ended before it began to train, so nothing is known of its cases.",
    });

    private ISamplerGrain Sampler => GrainFactory.GetGrain<ISamplerGrain>(Name);

    private IEnumerable<ITrainerGrain> Trainers => Enumerable.Range(0, TrainerCount).Select(trainer => GrainFactory.GetGrain<ITrainerGrain>(trainer, Name));

    private Task Note(Action change)
    {
        change();
        _changed.Raise();
        return Task.CompletedTask;
    }

    private async Task Lead()
    {
        try
        {
            await Run();
        }
#pragma warning disable CA1031 // Whatever goes wrong, the run ends with it as its failure.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _failure ??= new RunFailure(exception.Message, exception is InvalidInputException, exception is InvalidInputException ? null : exception.ToString());
        }

        if (_failure is not null)
        {
            _state = RunState.Failed;
            if (!_failure.IsInputError)
            {
                LogFailed(Name, _failure.Details);
            }

            await Sampler.Abandon();
        }

        _waitingFor = null;
        await Task.WhenAll(Trainers.Select(trainer => trainer.Release()));
    }

    private async Task Run()
    {
        var start = _start!;
        var spec = start.Spec;
        RunSpecCheck.Validate(spec);
        var checkpoint = start.Resume ? await LoadCheckpoint(start) : null;
        await Task.WhenAll(Trainers.Select(trainer => trainer.Prepare(spec)));
        await Until(() => _prepared.Count == TrainerCount, () => $"{TrainerCount - _prepared.Count} of {TrainerCount} trainers to prepare the data and the model");

        var data = _prepared[0];
        _changes = new CaseChanges(await Task.Run(() => new CaseLabels(data.Training)), [.. Trainers], Sampler);
        var sampler = new SamplerStart
        {
            Spec = spec,
            Cases = data.Training.Length,
            LastStep = (start.StopAfter ?? spec.Steps) - 1,
            Snapshot = checkpoint?.Snapshot,
            Changes = await Replay(start.Changes),
        };
        RequireFit(sampler, checkpoint);
        _ = await Replay([.. (checkpoint?.Snapshot.Changes ?? []).Select(change => change.Change)]);
        await Sampler.Start(sampler);
        _reader = new CaseReader(GrainFactory, Name, () => _changes.Labels, SamplingMethod.Of(spec).Options);
        _state = RunState.Training;
        if (_stopRequested)
        {
            await Sampler.RequestStop();
        }

        var firstStep = (checkpoint?.Snapshot.Step ?? -1) + 1;
        await Task.WhenAll(Trainers.Select((trainer, i) => trainer.Train(new TrainerAssignment(
            [.. Enumerable.Range(0, spec.MicroBatches).Where(microBatch => microBatch % TrainerCount == i)],
            TrainerCount,
            firstStep,
            sampler.Blocks,
            SavesCheckpoints: i == 0,
            start.CheckpointRoot,
            checkpoint?.Folder))));
        await Until(() => _finished.Count == TrainerCount, () => null);
        RequireEqualReplicas();

        // The last losses have arrived, but may still be on their way into the history.
        var lastStep = (await Sampler.GetProgress()).LastStep;
        var snapshot = await Sampler.GetSnapshot(lastStep) ?? throw new InvalidOperationException($"The sampler has no snapshot of step {lastStep}.");
        var isComplete = lastStep + 1 == spec.Steps;
        var previews = isComplete ? await Evaluate(data) : [];
        _result = RunOutcome.Create(spec, data, _changes.Labels, snapshot, _finished[0], [.. _evaluated.Values], previews);
        _state = isComplete ? RunState.Completed : RunState.Stopped;
    }

    private async Task<Checkpoint> LoadCheckpoint(RunStart start)
    {
        var root = start.CheckpointRoot ?? throw new InvalidInputException("A run can only be resumed where its checkpoints lie; name the folder.");
        var checkpoint = await Task.Run(() => checkpoints.LoadLatest(root));
        ResumeCheck.RequireSame(start.Spec, checkpoint.Manifest.Spec, checkpoint.Folder);
        return checkpoint;
    }

    /// <summary>Repeats the changes of a run that was recorded: the trainers open what was added.</summary>
    private async Task<IReadOnlyList<ScheduledChange>> Replay(IReadOnlyList<CaseChange> changes)
    {
        var scheduled = new List<ScheduledChange>();
        foreach (var change in changes)
        {
            try
            {
                var prepared = await _changes!.Replay(change);
                var earliest = ChangeOrder.EarliestStep(scheduled, prepared);
                if (change.Step < earliest)
                {
                    throw new ArgumentException($"It cannot come before step {earliest}, the step of an earlier change in the record.");
                }

                scheduled.Add(prepared);
            }
            catch (Exception exception) when (exception is KeyNotFoundException or ArgumentException or InvalidOperationException)
            {
                throw new InvalidInputException($"The recorded change of the cases {string.Join(", ", change.Ids)} at step {change.Step} cannot be repeated: {exception.Message}", exception);
            }
        }

        return scheduled;
    }

    private static void RequireFit(SamplerStart start, Checkpoint? checkpoint)
    {
        if (checkpoint is null)
        {
            return;
        }

        var drawnUntil = checkpoint.Snapshot.Step + 1 + start.Spec.DrawAhead;
        var added = checkpoint.Snapshot.Changes.Where(scheduled => scheduled.Change is { Kind: CaseChangeKind.Add } change && change.Step <= drawnUntil).Sum(scheduled => scheduled.Cases.Length);
        if (checkpoint.Snapshot.Records.Length != start.Cases + added)
        {
            throw new InvalidInputException(
                $"The data set has {start.Cases} training cases, but the checkpoint {checkpoint.Folder} began with {checkpoint.Snapshot.Records.Length - added}. Resume with the data that the run was begun with.");
        }

        if (checkpoint.Snapshot.Step >= start.LastStep)
        {
            throw new InvalidInputException($"The checkpoint {checkpoint.Folder} has all {start.LastStep + 1} steps already; there is nothing to resume.");
        }
    }

    private void RequireEqualReplicas()
    {
        if (_finished.Values.Select(summary => summary.ModelHash).Distinct().Count() > 1)
        {
            throw new InvalidOperationException("The trainers' models differ after the last step: a device or its memory computes wrongly.");
        }
    }

    private async Task<CasePreview[]> Evaluate(DataSummary data)
    {
        _state = RunState.Evaluating;
        await Task.WhenAll(Trainers.Select((trainer, i) =>
            trainer.Evaluate([.. Enumerable.Range(0, data.Validation.Length).Where(index => index % TrainerCount == i)])));
        await Until(() => _evaluated.Count == data.Validation.Length, () => null);
        var worst = _evaluated.Values.OrderBy(evaluation => evaluation.Score).ThenByDescending(evaluation => evaluation.Loss).Take(PreviewedCases);
        var asked = _evaluated.Values.Where(evaluation => _start!.AlsoPreview.Contains(evaluation.Id));
        return await Trainers.First().Preview([.. worst.Union(asked).Select(evaluation => evaluation.Index)]);
    }

    /// <summary>Waits for a condition that trainers bring about; a trainer's failure ends the wait.</summary>
    private async Task Until(Func<bool> condition, Func<string?> describe)
    {
        while (!condition())
        {
            if (_failure is not null)
            {
                throw new InvalidOperationException(_failure.Message);
            }

            _waitingFor = describe();
            await BoundedWait.Ends(_changed.Next);
        }

        _waitingFor = null;
    }

    [LoggerMessage(LogLevel.Error, "The run {Run} failed: {Details}")]
    private partial void LogFailed(string run, string? details);
}
