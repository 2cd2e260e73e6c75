using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Checkpoints;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Observability.Metrics;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Grains.Sampling.Draws;
using OrleansDro.Grains.Scheduling.Placement;
using OrleansDro.Robustness.Errors;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Sampling;

/// <summary>
/// Draws each step's cases from the losses as of an earlier step, and commits the steps one after the other. What it knows is a <see cref="StepSequence"/>; what it
/// needs to have that again, here or in another silo, is on record before anybody learns of it: the checkpoint, the journal of losses, the changes.
/// </summary>
[Reentrant, RequireRole(NodeRoles.Control)]
internal sealed partial class SamplerGrain(CheckpointStore checkpoints, GrainStateStores storages, SamplingMetrics metrics, TimeProvider clock, ILogger<SamplerGrain> logger) : Grain, ISamplerGrain
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly StepReports _reports = new();
    private readonly AsyncPulse _changed = new();
    private readonly AsyncPulse _reported = new();
    private DurableRecord<SamplerRecord>? _durable;
    private GrainStateStore? _storage;
    private SamplerRecord? _record;
    private StepJournal? _journal;
    private SampledChanges _changes = new([]);
    private StepSequence? _sequence;
    private Task<Checkpoint?>? _origin;
    private Task _commits = Task.CompletedTask, _starting = Task.CompletedTask;
    private long _highestIssued = -1;
    private long? _snapshotWanted;
    private int _loop;
    private string? _waitingFor;
    private bool _abandoned;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _storage = storages.Of(this.GetGrainId());
        _durable = new DurableRecord<SamplerRecord>(_storage, "sampler");
        _record = await _durable.Read();
        if (_record is not null)
        {
            LogRecovers(Run, _record.Start.Attempt);
            Begin();
        }
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _abandoned = true;
        _changed.Raise();
        _reported.Raise();
        if (reason.ReasonCode == DeactivationReasonCode.ActivationIdle && _sequence is { } sequence)
        {
            await sequence.Shards.Release();
        }
    }

    public async Task<StateSource> Start(SamplerStart start)
    {
        // One start at a time: a run that repeats its request gets the same answer.
        while (!_starting.IsCompleted)
        {
            await _starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        if (_record is null || _record.Start.Attempt < start.Attempt)
        {
            var starting = StartAnew(start);
            _starting = starting;
            await starting;
        }

        await Until(() => _sequence is not null);
        return _record!.Source;
    }

    public async Task<DrawReply> Draw(long step)
    {
        while (true)
        {
            if (_commits.IsFaulted)
            {
                await _commits;
            }

            if (_abandoned || (_record is not null && step > _record.LastStep))
            {
                return new DrawReply(null, IsOver: true);
            }

            if (_sequence?.DrawsOf(step) is { } batch)
            {
                _highestIssued = Math.Max(_highestIssued, step);
                return new DrawReply(batch, IsOver: false);
            }

            if (step <= _sequence?.Committed)
            {
                return new DrawReply(null, IsOver: false, IsPast: true);
            }

            if (!await BoundedWait.Ends(_changed.Next))
            {
                return new DrawReply(null, IsOver: false);
            }
        }
    }

    public async Task Report(LossReport report)
    {
        await Until(() => _sequence is not null);
        var attempt = _record!.Start.Attempt;
        if (report.Step <= _sequence!.Committed || _reports.Has(report) || (report.Attempt > 0 && report.Attempt != attempt))
        {
            return;
        }

        await _journal!.Append(report);
        if (attempt == _record.Start.Attempt)
        {
            _reports.Add(report);
            metrics.AddLosses(Run, report.Losses);
            _reported.Raise();
        }
    }

    public async Task RequestStop()
    {
        await Until(() => _sequence is not null);

        // At least one more step, so that there is something to save; steps that a trainer may be computing are finished.
        var lastStep = Math.Min(_record!.LastStep, Math.Max(_highestIssued, _sequence!.Committed + 1));
        await Write(_record with { LastStep = lastStep });
        _changed.Raise();
        _reported.Raise();
    }

    public Task Abandon()
    {
        _abandoned = true;
        _changed.Raise();
        _reported.Raise();
        return Task.CompletedTask;
    }

    public async Task Forget(long stepsCommitted)
    {
        await Until(() => _sequence is not null);
        var record = _record!;
        if (stepsCommitted > record.JournalFrom)
        {
            await _journal!.Delete(record.JournalFrom, stepsCommitted);
            await Write(_record! with { JournalFrom = stepsCommitted });
        }
    }

    public Task<CaseBlocks?> GetBlocks() => Task.FromResult(_record?.Start.Blocks);

    public async Task<CaseChange> Schedule(ScheduledChange change)
    {
        await Until(() => _sequence is not null);
        if (change.Request is { } request && await _changes.FindRecorded(request) is { } earlier)
        {
            return earlier.Change;
        }

        var (lastStep, nextDraw) = (_record!.LastStep, _changes.NextDraw);
        if (nextDraw > lastStep)
        {
            throw new InvalidOperationException("The run draws no more steps, so its cases cannot be changed.");
        }

        var earliest = Math.Max(nextDraw, ChangeOrder.EarliestStep(_changes.All, change));
        var step = change.Change.Step ?? earliest;
        if (step < earliest || step > lastStep)
        {
            throw new ArgumentException(
                $"The change can take effect at a step from {earliest} to {lastStep}, not at {step}: earlier steps are drawn already, or come before another change of the cases.");
        }

        if (change.Change.Kind == CaseChangeKind.Add)
        {
            RequireRoom(change.Cases[^1] + 1);
        }

        var scheduled = change with { Change = change.Change with { Step = step } };
        RequireCasesLeft(scheduled);
        await _changes.Add(scheduled, () => Write(_record! with { Changes = _changes.All }));
        return scheduled.Change;
    }

    public Task<IReadOnlyList<ScheduledChange>> GetChanges() => Task.FromResult(_changes.All);

    public Task<SamplerProgress> GetProgress()
    {
        var isRecovering = _record is not null && _sequence is null && !_commits.IsFaulted;
        var (reason, words) = (isRecovering, _storage!.IsWaiting, _waitingFor) switch
        {
            (_, true, _) => (WaitReason.Storage, "the storage to answer"),
            (true, _, _) => (WaitReason.Recovering, "the sampler to repeat the steps since the latest checkpoint"),
            (_, _, { } losses) => (WaitReason.Losses, losses),
            _ => (WaitReason.None, null),
        };
        return Task.FromResult(new SamplerProgress((_sequence?.Committed ?? -1) + 1, reason, words, _sequence?.Statistics, _record?.LastStep ?? -1, _sequence?.Ledger));
    }

    public Task<IReadOnlyList<LossStatistics>> GetStatistics(long after) => Task.FromResult(_sequence?.StatisticsAfter(after) ?? []);

    public async Task<SamplerSnapshot?> GetSnapshot(long step)
    {
        while (_sequence?.SnapshotOf(step) is null)
        {
            _snapshotWanted = step;
            _reported.Raise();
            if (_commits.IsFaulted)
            {
                await _commits;
            }

            if (_abandoned || !await BoundedWait.Ends(_changed.Next))
            {
                return null;
            }
        }

        return _sequence.SnapshotOf(step);
    }

    public async Task<SamplerSnapshot?> GetSnapshotOutline(long step) => await GetSnapshot(step) is { } snapshot ? snapshot with { Cases = ShardSnapshot.Of([]) } : null;

    public Task<ShardSnapshot?> GetSnapshotCases(long step, int first, int count) => Task.FromResult(
        _sequence?.SnapshotOf(step)?.Cases is { } cases ? SnapshotParts.Part(cases, first, Math.Min(first + count, cases.Records.Length)) : null);

    public async Task<SamplerHistory> GetHistory()
    {
        await Until(() => _sequence is not null);
        var shards = _sequence!.Shards;
        return new SamplerHistory
        {
            StepsCommitted = _sequence.Committed + 1,
            Records = await shards.GetRecords(),
            Reasons = await shards.GetReasons(),
            Beta = shards.Beta,
            SweptShare = _sequence.SweptShare,
        };
    }

    private string Run => this.GetPrimaryKeyString();

    private RunSpec Spec => _record!.Start.Spec;

    private double Seconds => _record!.SecondsBefore + (clock.GetUtcNow() - _record.BeganAt).TotalSeconds;

    private async Task Write(SamplerRecord record)
    {
        _record = record;
        await _durable!.Write(record);
    }

    /// <summary>Begins an attempt from the latest good checkpoint; what later steps left behind is deleted first, so that nobody takes it for this attempt's.</summary>
    private async Task StartAnew(SamplerStart start)
    {
        var before = _record;
        _loop++;
        _sequence = null;
        _reports.Clear();

        // Read once: a trainer of the attempt before may save another checkpoint meanwhile, which the trainers of this one do not begin from.
        _origin = LoadOrigin(start);
        var checkpoint = await _origin;
        var first = (checkpoint?.Snapshot.Step ?? -1) + 1;
        if (before is not null)
        {
            await _journal!.DeleteFrom(first);
        }

        await Write(new SamplerRecord
        {
            Start = start,
            Source = new StateSource(first, checkpoint?.Folder, null),
            Changes = before?.Changes ?? [.. checkpoint?.Snapshot.Changes ?? [], .. start.Changes],
            LastStep = start.LastStep,
            BeganAt = clock.GetUtcNow(),
            SecondsBefore = checkpoint?.Snapshot.TrainingSeconds ?? 0,
            JournalFrom = Math.Min(before?.JournalFrom ?? first, first),
        });
        Begin();
    }

    private void Begin()
    {
        _journal = new StepJournal(_storage!, Spec);

        // A run that goes on asks its sampler all the time. After its end the latest checkpoint gives all back if somebody asks; without one all steps would have to be repeated.
        DelayDeactivation(_record!.Start.CheckpointRoot is null ? Timeout.InfiniteTimeSpan : TimeSpan.Zero);
        _abandoned = false;
        _commits = CommitSteps(++_loop);
    }

    private async Task<Checkpoint?> LoadOrigin(SamplerStart start) => start switch
    {
        { CheckpointRoot: null } => null,
        { CheckpointRoot: { } root, NewestCheckpoint: { } newest } => await Task.Run(() => checkpoints.FindLatest(root, manifest => manifest.StepsCommitted <= newest)),
        { CheckpointRoot: { } root } => CheckpointStore.Any(root) ? await Task.Run(() => checkpoints.LoadLatest(root)) : null,
    };

    /// <summary>The latest checkpoint that the present attempt began from or has saved. One of the attempt before may have come late: the trainers are not as far.</summary>
    private async Task<Checkpoint?> LoadOwn(SamplerRecord record) => record.Start.CheckpointRoot is not { } root
        ? null
        : await Task.Run(() => checkpoints.FindLatest(root, manifest => manifest.Attempt == record.Start.Attempt || manifest.StepsCommitted <= record.Source.FirstStep));

    /// <summary>Commits the steps, until another attempt begins another loop.</summary>
    private async Task CommitSteps(int loop)
    {
        Spans.Leave();
        try
        {
            while (loop == _loop && !_abandoned)
            {
                try
                {
                    await CommitNext(loop);
                }
                catch (Exception exception) when (exception is ShardLostException || TransientFaults.IsLostCall(exception))
                {
                    if (loop == _loop)
                    {
                        LogLost(Run, exception.Message);
                        _sequence = null;
                        await Task.Delay(Pause);
                    }
                }
            }
        }
        finally
        {
            _changed.Raise();
        }
    }

    private async Task CommitNext(int loop)
    {
        if (_sequence is null)
        {
            var restored = await Restore();
            if (loop != _loop)
            {
                return;
            }

            (_sequence, _origin) = (restored, null);
            _changed.Raise();
        }

        var step = _sequence.Committed + 1;
        var isOver = step > _record!.LastStep;
        if (isOver || _snapshotWanted == _sequence.Committed)
        {
            await _sequence.RequireSnapshot();
            _snapshotWanted = null;
            _changed.Raise();
        }

        if (isOver)
        {
            await BoundedWait.Ends(_reported.Next);
            return;
        }

        var missing = _reports.Missing(_sequence.DrawsOf(step)!);
        if (missing > 0)
        {
            if (!await BoundedWait.Ends(_reported.Next))
            {
                _waitingFor = $"the losses of {missing} of {Spec.BatchSize} draws of step {step}";
            }

            return;
        }

        _waitingFor = null;
        var sequence = _sequence;
        await sequence.Commit(_reports, isReplay: false);
        if (loop == _loop)
        {
            _reports.RemoveUntil(step);
            _changed.Raise();
            await sequence.Settle(_record.LastStep, isReplay: false);
            _changed.Raise();
        }
    }

    /// <summary>Has again what was known: the latest good checkpoint, and the steps since then from the journal.</summary>
    private async Task<StepSequence> Restore()
    {
        var record = _record!;
        _changes = new SampledChanges(record.Changes);
        var checkpoint = await (_origin ?? LoadOwn(record));
        var sequence = await StepSequence.Begin(GrainFactory, Run, record.Start, checkpoint?.Snapshot, _changes, () => Seconds);
        if (sequence.Committed + 1 < record.JournalFrom)
        {
            throw new InvalidOperationException($"The losses of the run's steps before {record.JournalFrom} are only in its checkpoints, and {record.Start.CheckpointRoot} holds none any more.");
        }

        await foreach (var entries in _journal!.ReadFrom(sequence.Committed + 1))
        {
            foreach (var entry in entries)
            {
                _reports.Add(entry);
            }

            if (sequence.Committed < record.LastStep && _reports.Missing(sequence.DrawsOf(sequence.Committed + 1)!) == 0)
            {
                await sequence.Commit(_reports, isReplay: true);
                await sequence.Settle(record.LastStep, isReplay: true);
            }
        }

        _reports.RemoveUntil(sequence.Committed);

        // Whoever had the draws may have had all that there were.
        _highestIssued = Math.Max(_highestIssued, sequence.Committed + 1 + Spec.DrawAhead);
        return sequence;
    }

    private async Task Until(Func<bool> condition)
    {
        while (!condition())
        {
            if (_commits.IsFaulted)
            {
                await _commits;
            }

            if (_record is null)
            {
                throw new InvalidOperationException("The sampler has not been started.");
            }

            if (!await BoundedWait.Ends(_changed.Next) && !condition())
            {
                throw new TimeoutException("The sampler is still recovering.");
            }
        }
    }

    /// <summary>A run without a case to draw would fail.</summary>
    private void RequireCasesLeft(ScheduledChange change)
    {
        if (change.Change.Kind is not (CaseChangeKind.Quarantine or CaseChangeKind.Remove))
        {
            return;
        }

        var needed = SamplingMethod.Of(Spec).Options.Replacement ? 1 : Spec.BatchSize;
        var eligible = _sequence!.Shards.Mass.EligibleCases;
        if (eligible - _changes.ToBeSetAside - change.Cases.Length < needed)
        {
            throw new InvalidOperationException(
                $"The change could leave fewer than {needed} of {eligible} cases to draw from. Set fewer aside, or add or release others first.");
        }
    }

    private void RequireRoom(int cases)
    {
        try
        {
            _sequence!.RequireRoom(cases);
        }
        catch (InvalidInputException exception)
        {
            throw new ArgumentException(exception.Message, exception);
        }
    }

    [LoggerMessage(LogLevel.Information, "The sampler of {Run} comes up and recovers attempt {Attempt}.")]
    private partial void LogRecovers(string run, long attempt);

    [LoggerMessage(LogLevel.Warning, "The sampler of {Run} lost a shard and recovers: {Problem}")]
    private partial void LogLost(string run, string problem);
}
