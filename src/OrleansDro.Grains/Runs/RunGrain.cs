using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Storage;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Fleet;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Sampling;
using OrleansDro.Abstractions.Training;
using OrleansDro.Grains.Calls;
using OrleansDro.Grains.Cases;
using OrleansDro.Grains.Checkpoints;
using OrleansDro.Grains.Fleet;
using OrleansDro.Grains.Membership;
using OrleansDro.Grains.Placement;
using OrleansDro.Grains.Sampling;
using OrleansDro.Grains.Storage;
using OrleansDro.Learning;

namespace OrleansDro.Grains.Runs;

/// <summary>
/// Leads a run from its spec to its result: starts the sampler, decides who trains, has the validation cases predicted. It has no part in a step: trainers go on while it
/// is away, and when it comes up elsewhere it learns from them where they are.
/// </summary>
[Reentrant, KeepAlive, RequireRole(NodeRoles.Control)]
internal sealed partial class RunGrain(
    CheckpointStore checkpoints, CaseShards shards, GrainStorages storages, NodeOptions node, TimeProvider clock, ILogger<RunGrain> logger) : Grain, IRunGrain
{
    private const int PreviewedCases = 6;
    private const int EventsKept = 200;
    private const int GenerationsKept = 3;
    private static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestBeat = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Agreement = TimeSpan.FromSeconds(5);

    private readonly Roster _roster = new(clock);
    private readonly ReplicaVotes _votes = new();
    private readonly Dictionary<TrainerId, TrainerSummary> _finished = [];
    private readonly Signal _changed = new();
    private readonly Signal _ordered = new();
    private readonly StepRate _rate = new(clock);
    private DurableRecord<RunRecord>? _durable;
    private DurableRecord<RunResult>? _durableResult;
    private RunRecord? _record;
    private RunResult? _result;
    private DataSummary? _data;
    private string? _dataHash;
    private EvaluationQueue _evaluation = new(0);
    private SamplerProgress? _progress;
    private MembershipDecision _decision = new(MembershipAction.Keep, null, WaitReason.NoTrainers, "a trainer; none is there");
    private StateSource? _source;
    private CaseReader? _reader;
    private CaseChanges? _changes;
    private long _version;
    private bool _isGone;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var storage = storages.Of(this.GetGrainId());
        _durable = new DurableRecord<RunRecord>(storage, "run");
        _durableResult = new DurableRecord<RunResult>(storage, "result");
        _record = await _durable.Read();
        if (_record is { IsActive: true })
        {
            LogRecovers(Name, _record.State, _record.GenerationNumber);
            foreach (var member in _record.Current?.Members ?? [])
            {
                _roster.Expect(member.Trainer);
            }

            _ = Lead(RunEventKind.Recovered);
        }
        else if (_record is { State: RunState.Completed or RunState.Stopped })
        {
            _result = await _durableResult.Read();
        }
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _isGone = true;
        _changed.Raise();
        return Task.CompletedTask;
    }

    public async Task Start(RunStart start)
    {
        if (_record is not null)
        {
            throw new InvalidOperationException($"The run '{Name}' was started before.");
        }

        // Before the first wait, so that a second request finds it.
        _record = new RunRecord { Start = start, State = RunState.Preparing };
        await Write(_record);
        _ = Lead(null);
    }

    public async Task Resume()
    {
        if (_record is not { State: RunState.Stopped or RunState.Failed } record)
        {
            throw new InvalidOperationException($"The run '{Name}' cannot be resumed: it is {_record?.State.ToString().ToLowerInvariant() ?? "not started"}.");
        }

        (_data, _source, _result) = (null, null, null);
        _finished.Clear();
        _votes.Clear();
        await Write(record with
        {
            Start = record.Start with { Resume = true, StopAfter = null, Changes = [] },
            State = RunState.Preparing,
            Attempt = record.Attempt + 1,
            Generations = [],
            StopRequested = false,
            Failure = null,
        });
        _ = Lead(null);
    }

    public async Task<RunStatus> GetStatus()
    {
        if (_record is not { } record)
        {
            // Somebody asks for a run that is not there: no reason to stay in memory.
            DeactivateOnIdle();
            return new RunStatus { Run = Name, State = RunState.Unknown };
        }

        if (record.State is RunState.Training or RunState.Evaluating)
        {
            await Observe();
        }

        var steps = record.IsActive ? _progress?.StepsCommitted ?? 0 : _result?.StepsCommitted ?? _progress?.StepsCommitted ?? 0;
        var (waiting, words) = Waits(record);
        return new RunStatus
        {
            Run = Name,
            State = record.State,
            StepsCommitted = steps,
            Steps = record.Start.Spec.Steps,
            SamplesPerSecond = record.State == RunState.Training ? _rate.Read(steps) * record.Start.Spec.BatchSize : 0,
            CasesEvaluated = _evaluation.Evaluated.Count,
            CasesToEvaluate = _evaluation.Cases,
            Statistics = _progress?.Statistics ?? (_result?.Statistics is [.., var latest] ? latest : null),
            Failure = record.Failure,
            WaitingFor = words,
            Waiting = waiting,
            Generation = record.GenerationNumber,
            Trainers = Trainers(record),
        };
    }

    public async Task Stop()
    {
        if (_record is { IsActive: true } record)
        {
            await Write(record with { StopRequested = true });
            if (record.State == RunState.Training)
            {
                await Sampler.RequestStop();
            }
        }
    }

    public Task<RunResult?> GetResult() => Task.FromResult(_result);

    public Task<IReadOnlyList<RunEvent>> GetEvents() => Task.FromResult(_record?.Events ?? []);

    public Task<CaseView> GetCase(string id) => Cases.GetCase(id);

    public Task<CasePage> GetCases(CaseQuery query) => Cases.GetCases(query);

    public Task<IReadOnlyList<GroupView>> GetGroups() => Cases.GetGroups();

    public Task<CaseChange> ChangeCases(CaseChange change) => _record?.State == RunState.Training && _changes is not null
        ? _changes.Ask(change)
        : throw new InvalidOperationException($"The cases of the run '{Name}' cannot be changed: it is not training.");

    public async Task<IReadOnlyList<CaseChange>> GetChanges() =>
        _record is null or { State: RunState.Preparing } ? [] : [.. (await Sampler.GetChanges()).Select(change => change.Change)];

    public Task<RunPlan?> Enlist(TrainerId trainer)
    {
        if (_record is not { IsActive: true } record || _roster.IsRefused(trainer))
        {
            return Task.FromResult<RunPlan?>(null);
        }

        _roster.Enlist(trainer);
        return Task.FromResult<RunPlan?>(new RunPlan(record.Start.Spec, CheckpointRoot(record)));
    }

    public async Task<TrainerOrders> Beat(TrainerReport report)
    {
        _roster.Hear(report);
        if (report.Stage is TrainerStage.Ready && report.Attempt == _record?.Attempt && !_roster.MustForget(report.Trainer))
        {
            _votes.Add(report.Trainer, report.Hashes);
        }

        if (report.Finished is { } summary && report.Attempt == _record?.Attempt)
        {
            _finished[report.Trainer] = summary;
        }

        if (report.DataHash is { } hash && _dataHash is not null && hash != _dataHash && !_roster.IsRefused(report.Trainer))
        {
            await TrainerFailed(report.Trainer, new RunFailure("Its data set differs from that of the others.", IsInputError: true));
        }

        _changed.Raise();
        if (report.OrdersSeen > _version && report.OrdersSeen < long.MaxValue)
        {
            // The trainer has orders of this run's from another silo: what is ordered here is newer.
            _version = report.OrdersSeen;
            Order();
        }

        if (_version <= report.OrdersSeen && _record is { IsActive: true })
        {
            await Task.WhenAny(_ordered.Next, Task.Delay(LongestBeat));
        }

        return OrdersFor(report.Trainer);
    }

    public Task Describe(TrainerId trainer, DataSummary data)
    {
        if (_data is null)
        {
            (_data, _dataHash) = (data, _roster.ReportOf(trainer)?.DataHash);
            _evaluation = new EvaluationQueue(data.Validation.Length);
            Order();
            _changed.Raise();
        }

        return Task.CompletedTask;
    }

    public Task<int[]> TakeEvaluation(TrainerId trainer) => Task.FromResult(
        _record?.State == RunState.Evaluating ? _evaluation.Take(trainer, other => Candidates.Any(candidate => candidate.Trainer == other)) : []);

    public Task TrainerEvaluated(TrainerId trainer, CaseEvaluation[] cases)
    {
        _evaluation.Put(cases);
        _changed.Raise();
        return Task.CompletedTask;
    }

    public async Task<bool> MayKeep(TrainerId trainer, long attempt, ParameterHash hash)
    {
        if (_record?.Attempt != attempt)
        {
            return false;
        }

        _votes.Add(trainer, [hash]);
        var deadline = Task.Delay(Agreement);
        while (!deadline.IsCompleted && _record?.Current?.Members.All(member => _votes.IsPast(member.Trainer, hash.Step)) == false)
        {
            await Task.WhenAny(_changed.Next, deadline);
        }

        return _record?.Attempt == attempt && _votes.IsMajority(hash.Step, hash.Value);
    }

    public async Task CheckpointSaved(TrainerId trainer, long stepsCommitted, string? problem)
    {
        if (problem is not null)
        {
            LogNotSaved(Name, stepsCommitted, problem);
            await Tell(RunEventKind.NotSaved, trainer, $"The checkpoint of {stepsCommitted} steps could not be saved: {problem}. The one before stays.");
            return;
        }

        await Tell(RunEventKind.Saved, trainer, $"{stepsCommitted} steps are saved.");
        if (_record is { } record && CheckpointRoot(record) is { } root && await Task.Run(() => CheckpointStore.OldestSteps(root)) is { } oldest)
        {
            await Sampler.Forget(oldest);
        }
    }

    public async Task TrainerFailed(TrainerId trainer, RunFailure failure)
    {
        if (_record is not { IsActive: true })
        {
            return;
        }

        _roster.Refuse(trainer);
        await Tell(RunEventKind.Failed, trainer, failure.Message);

        // The same spec and data elsewhere would fail the same way, unless somebody got further or is still trying.
        var others = Candidates.Length > 0;
        if ((failure.IsInputError && _data is null) || !others)
        {
            await Write(_record! with { Failure = failure });
        }

        _changed.Raise();
    }

    private string Name => this.GetPrimaryKeyString();

    private RunRecord Record => _record!;

    private RunSpec Spec => Record.Start.Spec;

    private Candidate[] Candidates => _roster.Candidates(Record.Attempt);

    private CaseReader Cases => _reader ?? throw new InvalidOperationException(_record?.State switch
    {
        null => $"The run '{Name}' was not started.",
        RunState.Preparing => $"The run '{Name}' has not begun to train: it is reading its data. Ask again when its state is 'training'.",
        RunState.Training or RunState.Evaluating => $"The run '{Name}' is recovering. Ask again in a moment.",
        _ => $"The run '{Name}' ended before it began to train, so nothing is known of its cases.",
    });

    private ISamplerGrain Sampler => GrainFactory.GetGrain<ISamplerGrain>(Name);

    private IFleetGrain Devices => GrainFactory.GetGrain<IFleetGrain>(0);

    private string? CheckpointRoot(RunRecord record) =>
        record.Start.CheckpointRoot ?? (node.CheckpointRoot is { } root ? Path.Combine(root, Name, "checkpoints") : null);

    private async Task Write(RunRecord record)
    {
        _record = record;
        try
        {
            await _durable!.Write(record);
        }
        catch (InconsistentStateException)
        {
            // The run was taken over by another silo while this one was given up.
            _isGone = true;
            DeactivateOnIdle();
            throw;
        }
    }

    private Task Tell(RunEventKind kind, TrainerId? trainer, string detail)
    {
        LogEvent(Name, kind, trainer?.ToString() ?? "-", detail);
        var happened = new RunEvent(clock.GetUtcNow(), kind, trainer, _progress?.StepsCommitted ?? 0, Record.GenerationNumber, detail);
        return Write(Record with { Events = [.. Record.Events.TakeLast(EventsKept - 1), happened] });
    }

    private TrainerView[] Trainers(RunRecord record)
    {
        var current = record.Current;
        return
        [
            .. _roster.Candidates(record.Attempt)
                .Select(candidate => new TrainerView(candidate.Trainer, candidate.Stage, candidate.Step, current?.Find(candidate.Trainer)?.MicroBatches ?? []))
                .OrderBy(view => current?.Find(view.Trainer) is null),
        ];
    }

    private (WaitReason Reason, string? Words) Waits(RunRecord record) => (record.State, _decision.Waiting, _progress?.Waiting) switch
    {
        (RunState.Preparing, WaitReason.None, _) => (WaitReason.Data, "the trainers to open the data and build their replicas"),
        (RunState.Preparing or RunState.Training or RunState.Evaluating, not WaitReason.None, _) => (_decision.Waiting, _decision.Reason),
        (RunState.Training, _, not (null or WaitReason.None)) => (_progress.Waiting, _progress.WaitingFor),
        _ => (WaitReason.None, null),
    };

    private void Order()
    {
        _version++;
        _ordered.Raise();
    }

    private TrainerOrders OrdersFor(TrainerId trainer)
    {
        if (_record is not { IsActive: true } record || _roster.IsRefused(trainer))
        {
            return new TrainerOrders { Version = long.MaxValue, Phase = RunPhase.Over, Attempt = 0 };
        }

        return new TrainerOrders
        {
            Version = Math.Max(1, _version),
            Phase = record.State == RunState.Evaluating ? RunPhase.Evaluate : RunPhase.Train,
            Attempt = record.Attempt,
            Generations = record.Generations,
            Source = SourceFor(trainer, record),
            WantsData = _data is null,
            MustForget = _roster.MustForget(trainer),
        };
    }

    private StateSource? SourceFor(TrainerId trainer, RunRecord record)
    {
        if (record.Current is not { } current)
        {
            return _source;
        }

        // Who gives its state must also show how it goes on.
        var donors = Candidates.Where(candidate => candidate.Stage == TrainerStage.Ready && candidate.Trainer != trainer
            && (current.Members.Count == 0 || (current.Exchanges && current.Find(candidate.Trainer) is not null))).ToArray();
        return donors.Length > 0 ? new StateSource(0, null, donors[(uint)trainer.GetHashCode() % donors.Length].Trainer) : null;
    }

    private async Task Lead(RunEventKind? beginning)
    {
        try
        {
            if (beginning is { } kind)
            {
                await Tell(kind, null, "The run came up in another silo, or its silo was restarted.");
            }

            await Run();
        }
        catch (InconsistentStateException)
        {
            return;
        }
#pragma warning disable CA1031 // Whatever goes wrong, the run ends with it as its failure.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (_isGone)
            {
                return;
            }

            var isInput = exception is InvalidInputException;
            await Write(Record with { Failure = Record.Failure ?? new RunFailure(exception.Message, isInput, isInput ? null : exception.ToString()) });
        }

        await End();
    }

    private async Task End()
    {
        if (Record.Failure is { } failure)
        {
            if (!failure.IsInputError)
            {
                LogFailed(Name, failure.Details);
            }

            await Write(Record with { State = RunState.Failed });
        }

        Order();
        await Lasting.Call(() => Sampler.Abandon());
        await Lasting.Call(() => Devices.Leave(Name));
    }

    private async Task Run()
    {
        RunSpecCheck.Validate(Spec);
        var checkpoint = await RequireStartable();
        var trainers = Record.Start.Trainers;
        await Lasting.Call(() => Devices.Enter(new RunDemand(Name, Spec.Compute.Device, trainers with { Maximum = Math.Clamp(trainers.Maximum, trainers.Minimum, Math.Max(trainers.Minimum, Spec.MicroBatches)) })));
        var tending = Tend();
        await Until(() => _data is not null, tending);
        await Begin(checkpoint);

        while (Record.State is RunState.Training or RunState.Evaluating)
        {
            await Until(() => Record.Current is { Members.Count: > 0 } current && current.Members.All(member => _finished.ContainsKey(member.Trainer)), tending);
            RequireEqualReplicas();
            var attempt = Record.Attempt;
            var lastStep = (await Lasting.Call(Sampler.GetProgress)).LastStep;
            var isComplete = lastStep + 1 == Spec.Steps;
            if (isComplete && Record.State == RunState.Training)
            {
                await Write(Record with { State = RunState.Evaluating });
                Order();
            }

            await Until(() => !isComplete || _evaluation.Evaluated.Count == _evaluation.Cases || Record.Attempt != attempt, tending);
            if (Record.Attempt == attempt && await Conclude(lastStep, isComplete))
            {
                return;
            }
        }
    }

    /// <summary>Refuses what cannot be begun or gone on with; on a run that goes on after its silo was lost there is nothing to refuse.</summary>
    /// <returns>The checkpoint that the run was resumed from by its user, or null.</returns>
    private async Task<Checkpoint?> RequireStartable()
    {
        var start = Record.Start;
        var root = CheckpointRoot(Record);
        if (Record.GenerationNumber > 0 && !start.Resume)
        {
            return null;
        }

        if (!start.Resume)
        {
            return root is null || !await Task.Run(() => CheckpointStore.Any(root))
                ? null
                : throw new InvalidInputException($"{root} holds checkpoints already. Name another run, or resume that one.");
        }

        _ = root ?? throw new InvalidInputException("A run can only be resumed where its checkpoints lie; name the folder.");
        var checkpoint = await Task.Run(() => checkpoints.LoadLatest(root));
        ResumeCheck.RequireSame(start.Spec, checkpoint.Manifest.Spec, checkpoint.Folder);
        return checkpoint;
    }

    /// <summary>Starts the sampler, or finds that it goes on.</summary>
    private async Task Begin(Checkpoint? checkpoint)
    {
        _changes = new CaseChanges(await Task.Run(() => new CaseLabels(_data!.Training)), OpenCases, Sampler);
        var isBegun = Record.State != RunState.Preparing;
        if (!isBegun)
        {
            await Write(Record with { Cases = _data!.Training.Length });
            if (checkpoint is not null)
            {
                RequireFit(checkpoint);
            }

            var changes = checkpoint is null ? await Replay(Record.Start.Changes) : [];
            _source = await StartSampler(changes);
        }

        foreach (var change in isBegun || checkpoint is not null ? await Lasting.Call(Sampler.GetChanges) : [])
        {
            _changes.Learn(change);
        }

        _reader = new CaseReader(GrainFactory, shards, Name, () => _changes.Labels, SamplingMethod.Of(Spec).Options);
        if (!isBegun)
        {
            await Write(Record with { State = RunState.Training });
            Order();
        }

        if (Record.StopRequested)
        {
            await Lasting.Call(Sampler.RequestStop);
        }
    }

    private Task<StateSource> StartSampler(IReadOnlyList<ScheduledChange> changes) => Lasting.Call(() => Sampler.Start(new SamplerStart
    {
        Spec = Spec,
        Cases = Record.Cases,
        LastStep = (Record.Start.StopAfter ?? Spec.Steps) - 1,
        CheckpointRoot = CheckpointRoot(Record),
        Changes = changes,
        Attempt = Record.Attempt,
    }));

    private async Task<OpenedCases> OpenCases(string[] ids)
    {
        var trainer = Candidates.FirstOrDefault(candidate => _roster.ReportOf(candidate.Trainer)?.DataHash is not null)?.Trainer
            ?? throw new InvalidOperationException("No trainer is there that could open the cases. Ask again when one is.");
        return await GrainFactory.GetGrain<ITrainerGrain>(trainer.KeyOf(Name)).OpenCases(ids);
    }

    /// <summary>Repeats the changes of a run that was recorded.</summary>
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

    private void RequireFit(Checkpoint checkpoint)
    {
        var (snapshot, lastStep) = (checkpoint.Snapshot, (Record.Start.StopAfter ?? Spec.Steps) - 1);
        var drawnUntil = snapshot.Step + 1 + Spec.DrawAhead;
        var added = snapshot.Changes.Where(scheduled => scheduled.Change is { Kind: CaseChangeKind.Add } change && change.Step <= drawnUntil).Sum(scheduled => scheduled.Cases.Length);
        if (snapshot.Records.Length != Record.Cases + added)
        {
            throw new InvalidInputException(
                $"The data set has {Record.Cases} training cases, but the checkpoint {checkpoint.Folder} began with {snapshot.Records.Length - added}. Resume with the data that the run was begun with.");
        }

        if (snapshot.Step >= lastStep)
        {
            throw new InvalidInputException($"The checkpoint {checkpoint.Folder} has all {lastStep + 1} steps already; there is nothing to resume.");
        }
    }

    private void RequireEqualReplicas()
    {
        if (Record.Current!.Members.Select(member => _finished[member.Trainer].ModelHash).Distinct().Count() > 1)
        {
            throw new InvalidOperationException("The trainers' models differ after the last step: a device or its memory computes wrongly.");
        }
    }

    /// <summary>Puts the result together.</summary>
    /// <returns>Whether the run has ended; if not, all trainers were lost just then.</returns>
    private async Task<bool> Conclude(long lastStep, bool isComplete)
    {
        var snapshot = await Lasting.Call(() => Sampler.GetSnapshot(lastStep));
        var trainer = Candidates.FirstOrDefault(candidate => candidate.Stage == TrainerStage.Ready)?.Trainer;
        if (snapshot is null || trainer is null)
        {
            await Task.Delay(Pulse);
            return false;
        }

        try
        {
            var previews = isComplete ? await GrainFactory.GetGrain<ITrainerGrain>(trainer.KeyOf(Name)).Preview(CasesToPreview()) : [];
            _result = RunOutcome.Create(Spec, _data!, _changes!.Labels, snapshot, _finished.Values.First(), [.. _evaluation.Evaluated], previews);
        }
        catch (Exception exception) when (Lasting.IsLost(exception))
        {
            return false;
        }

        await _durableResult!.Read();
        await _durableResult.Write(_result);
        await Write(Record with { State = isComplete ? RunState.Completed : RunState.Stopped });
        return true;
    }

    private int[] CasesToPreview()
    {
        var worst = _evaluation.Evaluated.OrderBy(evaluation => evaluation.Score).ThenByDescending(evaluation => evaluation.Loss).Take(PreviewedCases);
        var asked = _evaluation.Evaluated.Where(evaluation => Record.Start.AlsoPreview.Contains(evaluation.Id));
        return [.. worst.Union(asked).Select(evaluation => evaluation.Index)];
    }

    /// <summary>Decides again and again who trains, as long as the run needs trainers.</summary>
    private async Task Tend()
    {
        while (Record is { IsActive: true, Failure: null } && !_isGone)
        {
            await Observe();
            await DismissDiffering();
            _decision = MembershipPolicy.Decide(new MembershipView
            {
                Current = Record.Current,
                LatestNumber = Record.GenerationNumber,
                Candidates = Candidates,
                Trainers = Record.Start.Trainers,
                MicroBatches = Spec.MicroBatches,
                StepsCommitted = _progress?.StepsCommitted ?? 0,
            });
            if (_decision.Waiting == WaitReason.NoTrainers)
            {
                await AskForDevices();
            }

            switch (_decision.Action)
            {
                case MembershipAction.Form:
                    await Form(_decision.Next!);
                    break;
                case MembershipAction.Restore:
                    await Restore("All trainers were lost.");
                    break;
            }

            _roster.ForgetSilent();
            await Task.WhenAny(_changed.Next, Task.Delay(Pulse));
        }
    }

    /// <summary>Finds out why no trainer comes.</summary>
    private async Task AskForDevices()
    {
        try
        {
            _decision = DeviceAllocation.Explain(_decision, Name, Spec.Compute.Device, await Devices.GetDevices());
        }
        catch (Exception exception) when (Lasting.IsLost(exception))
        {
            // It is on its way to another silo.
        }
    }

    private async Task Form(Generation next)
    {
        var before = Record.Current?.Members ?? [];
        await Write(Record with
        {
            Generations = [.. Record.Generations.TakeLast(GenerationsKept - 1), next],
            GenerationNumber = next.Number,
        });
        Order();
        foreach (var joined in next.Members.Where(member => before.All(earlier => earlier.Trainer != member.Trainer)))
        {
            await Tell(RunEventKind.Joined, joined.Trainer, $"Joins generation {next.Number}.");
        }

        foreach (var gone in before.Where(member => next.Find(member.Trainer) is null))
        {
            var isLeaving = Candidates.Any(candidate => candidate.Trainer == gone.Trainer && candidate.Stage == TrainerStage.Leaving);
            await Tell(isLeaving ? RunEventKind.Left : RunEventKind.Lost, gone.Trainer, isLeaving ? "Leaves in good order." : $"Was not heard of for {Roster.Lease.TotalSeconds} s, or lost its state.");
        }
    }

    /// <summary>Begins another attempt from what was saved.</summary>
    private async Task Restore(string why)
    {
        _source = null;
        _finished.Clear();
        _votes.Clear();
        await Write(Record with { Attempt = Record.Attempt + 1, Generations = [], State = Record.State == RunState.Evaluating ? RunState.Training : Record.State });
        _source = await StartSampler([]);
        await Tell(RunEventKind.Restored, null, $"{why} The run goes on from step {_source.FirstStep}.");
        Order();
    }

    /// <summary>Throws out replicas whose bits differ from those of the others.</summary>
    private async Task DismissDiffering()
    {
        var members = Record.Current?.Members.Select(member => member.Trainer).ToArray() ?? [];
        var differing = _votes.Differing(members);
        if (differing.Length == 0)
        {
            return;
        }

        foreach (var trainer in differing)
        {
            LogDiffers(Name, trainer);
            _roster.Distrust(trainer);
            _votes.Remove(trainer);
            await Tell(RunEventKind.Differs, trainer, "Its parameters differ from those of the others: bits flipped in its memory, or its device computes wrongly.");
        }

        // What the wrong replica computed is in everybody's parameters. A checkpoint is only kept where all agree, so that what came before is right.
        if (CheckpointRoot(Record) is not null || differing.Length == members.Length)
        {
            await Restore("The trainers' parameters differed.");
        }

        Order();
    }

    private async Task Observe()
    {
        if (Record.State == RunState.Preparing)
        {
            return;
        }

        try
        {
            _progress = await Sampler.GetProgress();
        }
        catch (Exception exception) when (Lasting.IsLost(exception))
        {
            // It is on its way to another silo; what is known will do for now.
        }
    }

    /// <summary>Waits for a condition that trainers bring about; a failure ends the wait.</summary>
    private async Task Until(Func<bool> condition, Task tending)
    {
        while (!condition())
        {
            if (Record.Failure is { } failure)
            {
                throw new InvalidOperationException(failure.Message);
            }

            if (_isGone)
            {
                throw new InvalidOperationException("The run goes on in another silo.");
            }

            if (tending.IsFaulted)
            {
                await tending;
            }

            await BoundedWait.Ends(_changed.Next);
        }
    }

    [LoggerMessage(LogLevel.Error, "The run {Run} failed: {Details}")]
    private partial void LogFailed(string run, string? details);

    [LoggerMessage(LogLevel.Information, "The run {Run} ({State}, generation {Generation}) comes up and carries on.")]
    private partial void LogRecovers(string run, RunState state, long generation);

    [LoggerMessage(LogLevel.Warning, "The checkpoint of {Run} after {Steps} steps could not be saved; the run goes on: {Problem}")]
    private partial void LogNotSaved(string run, long steps, string problem);

    [LoggerMessage(LogLevel.Warning, "The parameters of {Trainer} in the run {Run} differ from those of the others.")]
    private partial void LogDiffers(string run, TrainerId trainer);

    [LoggerMessage(LogLevel.Information, "{Run}: {Kind} {Trainer}. {Detail}")]
    private partial void LogEvent(string run, RunEventKind kind, string trainer, string detail);
}
