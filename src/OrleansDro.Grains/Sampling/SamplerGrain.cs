using Orleans.Concurrency;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Sampling;
using OrleansDro.Learning;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Sampling;

/// <summary>
/// Draws each step's cases from the losses as of an earlier step, and commits the steps one after the other.
/// </summary>
/// <remarks>
/// With a = drawAhead, the draws of step t are made at once after the commit of step t - 1 - a and before that of step t - a. They are thus a function
/// of (seed, step, slot) and of the history, which is one of the committed steps: who trains, and how fast, has no part in it.
/// </remarks>
[Reentrant, KeepAlive]
internal sealed class SamplerGrain(TimeProvider clock) : Grain, ISamplerGrain
{
    private readonly SortedDictionary<long, BatchDraw> _draws = [];
    private readonly Dictionary<long, SamplerSnapshot> _snapshots = [];
    private readonly List<LossStatistics> _statistics = [];
    private readonly Signal _changed = new();
    private SamplerStart? _start;
    private SamplingMethod _method = new(true, new SamplingOptions());
    private ShardSet? _shards;
    private IDrawMethod? _drawMethod;
    private DrawLedger _ledger = DrawLedger.Empty;
    private readonly List<ScheduledChange> _changes = [];
    private readonly List<float> _errors = [];
    private DrawnLosses _sinceStatistics;
    private Task _commits = Task.CompletedTask, _recording = Task.CompletedTask;
    private long _committed = -1, _lastStep, _highestIssued = -1, _nextDraw, _grownAt, _beganAt;
    private string? _waitingFor;
    private bool _abandoned;

    public async Task Start(SamplerStart start)
    {
        if (_start is not null)
        {
            throw new InvalidOperationException("The sampler has been started before.");
        }

        _start = start;
        _method = SamplingMethod.Of(start.Spec);
        _lastStep = start.LastStep;
        _beganAt = clock.GetTimestamp();
        _changes.AddRange(start.Changes);
        if (start.Snapshot is { } snapshot)
        {
            Restore(snapshot);
        }

        var options = _method.Options;
        _shards = await ShardSet.Start(
            GrainFactory,
            this.GetPrimaryKeyString(),
            start.Blocks,
            start.Snapshot?.Cases ?? new ShardSnapshot(NewCases(0, start.Cases), RecentLosses.None, new Dictionary<int, string>()),
            start.Snapshot?.Beta ?? options.Beta,
            options.Momentum,
            _committed);
        _drawMethod = _method.IsUniform ? new UniformDraws(start.Spec, _shards, _grownAt) : new HardnessDraws(start.Spec, options, _shards);
        for (var step = _committed + 1; step <= _committed + 1 + start.Spec.DrawAhead; step++)
        {
            await DrawOnce(step);
        }

        _commits = CommitSteps();
    }

    public async Task<DrawReply> Draw(long step)
    {
        while (true)
        {
            if (_commits.IsFaulted)
            {
                await _commits;
            }

            if (_abandoned || step > _lastStep)
            {
                return new DrawReply(null, IsOver: true);
            }

            if (_draws.TryGetValue(step, out var batch))
            {
                _highestIssued = Math.Max(_highestIssued, step);
                return new DrawReply(batch, IsOver: false);
            }

            if (!await BoundedWait.Ends(_changed.Next))
            {
                return new DrawReply(null, IsOver: false);
            }
        }
    }

    public Task RequestStop()
    {
        // At least one more step, so that there is something to save; steps that a trainer may be computing are finished.
        _lastStep = Math.Min(_lastStep, Math.Max(_highestIssued, _committed + 1));
        _changed.Raise();
        return Task.CompletedTask;
    }

    public Task Abandon()
    {
        _abandoned = true;
        _changed.Raise();
        return Task.CompletedTask;
    }

    public Task<CaseBlocks?> GetBlocks() => Task.FromResult(_start?.Blocks);

    public Task<CaseChange> Schedule(ScheduledChange change)
    {
        if (_nextDraw > _lastStep)
        {
            throw new InvalidOperationException("The run draws no more steps, so its cases cannot be changed.");
        }

        var earliest = Math.Max(_nextDraw, ChangeOrder.EarliestStep(_changes, change));
        var step = change.Change.Step ?? earliest;
        if (step < earliest || step > _lastStep)
        {
            throw new ArgumentException(
                $"The change can take effect at a step from {earliest} to {_lastStep}, not at {step}: earlier steps are drawn already, or come before another change of the cases.");
        }

        if (change.Change.Kind == CaseChangeKind.Add)
        {
            RequireRoom(change.Cases[^1] + 1);
        }

        var scheduled = change with { Change = change.Change with { Step = step } };
        RequireCasesLeft(scheduled);
        _changes.Add(scheduled);
        return Task.FromResult(scheduled.Change);
    }

    public Task<IReadOnlyList<CaseChange>> GetChanges() => Task.FromResult<IReadOnlyList<CaseChange>>([.. _changes.Select(change => change.Change)]);

    public Task<SamplerProgress> GetProgress() =>
        Task.FromResult(new SamplerProgress(_committed + 1, _waitingFor, _statistics.LastOrDefault(), _lastStep));

    public async Task<SamplerSnapshot?> GetSnapshot(long step)
    {
        while (!_snapshots.ContainsKey(step))
        {
            if (_commits.IsFaulted)
            {
                await _commits;
            }

            if (_abandoned || !await BoundedWait.Ends(_changed.Next))
            {
                return null;
            }
        }

        return _snapshots[step];
    }

    public async Task<SamplerHistory> GetHistory()
    {
        var shards = _shards ?? throw new InvalidOperationException("The sampler has not been started.");
        return new SamplerHistory
        {
            StepsCommitted = _committed + 1,
            Records = await shards.GetRecords(),
            Reasons = await shards.GetReasons(),
            Beta = shards.Beta,
            SweptShare = _drawMethod!.SweptShare,
        };
    }

    private RunSpec Spec => _start!.Spec;

    private void Restore(SamplerSnapshot snapshot)
    {
        _committed = snapshot.Step;
        _ledger = snapshot.Ledger;
        _sinceStatistics = snapshot.Window.Losses;
        _errors.AddRange(snapshot.Window.Errors);
        _grownAt = snapshot.GrownAt;
        _changes.AddRange(snapshot.Changes);
        _statistics.AddRange(snapshot.Statistics);
        foreach (var batch in snapshot.PendingDraws)
        {
            _draws[batch.Step] = batch;
        }
    }

    private async Task CommitSteps()
    {
        while (_committed < _lastStep && !_abandoned)
        {
            var step = _committed + 1;
            var batch = _draws[step];
            if (await _shards!.Commit(batch, missing => WaitFor(missing, step)) is not { } replies)
            {
                return;
            }

            _waitingFor = null;
            Account(batch, replies);
            _committed = step;
            await DrawOnce(step + 1 + Spec.DrawAhead);
            _draws.Remove(step - 1);
            if ((step + 1) % Spec.StatisticsEvery == 0 || step + 1 == Spec.Steps)
            {
                await RecordStatistics(step);
            }

            if (IsSaved(step))
            {
                await TakeSnapshot(step);
            }

            _changed.Raise();
        }
    }

    private bool WaitFor(int missing, long step)
    {
        _waitingFor = $"the losses of {missing} of {Spec.BatchSize} draws of step {step}";
        return !_abandoned;
    }

    private void Account(BatchDraw batch, CommitReply[] replies)
    {
        _ledger = new DrawLedger(
            _ledger.Issued + batch.Draws.Length,
            _ledger.Credited + replies.Sum(reply => reply.Credited),
            _ledger.ClippedLow + replies.Sum(reply => reply.ClippedLow),
            _ledger.ClippedHigh + replies.Sum(reply => reply.ClippedHigh),
            DrawHash.Extend(_ledger.Hash, batch));
        _sinceStatistics = replies.Aggregate(_sinceStatistics, (sum, reply) => sum.Add(reply.Losses));
        _errors.AddRange(replies.SelectMany(reply => reply.Errors));
    }

    private async Task DrawOnce(long step)
    {
        // From here on changes are for later steps.
        _nextDraw = step + 1;
        if (!_draws.ContainsKey(step))
        {
            await ApplyChanges(step);
            _draws[step] = await _drawMethod!.Draw(step, _committed);
        }
    }

    /// <summary>A run without a case to draw would fail. Counted with caution: a case that is set aside twice counts twice.</summary>
    private void RequireCasesLeft(ScheduledChange change)
    {
        var needed = _method.Options.Replacement ? 1 : Spec.BatchSize;
        var setAside = _changes.Append(change)
            .Where(scheduled => scheduled.Change.Step >= _nextDraw && scheduled.Change.Kind is CaseChangeKind.Quarantine or CaseChangeKind.Remove)
            .Sum(scheduled => scheduled.Cases.Length);
        if (change.Change.Kind is CaseChangeKind.Quarantine or CaseChangeKind.Remove && _shards!.Mass.EligibleCases - setAside < needed)
        {
            throw new InvalidOperationException(
                $"The change could leave fewer than {needed} of {_shards.Mass.EligibleCases} cases to draw from. Set fewer aside, or add or release others first.");
        }
    }

    private void RequireRoom(int cases)
    {
        try
        {
            _drawMethod!.RequireRoom(cases);
        }
        catch (InvalidInputException exception)
        {
            throw new ArgumentException(exception.Message, exception);
        }
    }

    private async Task ApplyChanges(long step)
    {
        foreach (var (change, cases) in _changes.Where(scheduled => scheduled.Change.Step == step).ToArray())
        {
            if (change.Kind == CaseChangeKind.Add)
            {
                await _shards!.Append(NewCases(_shards.Cases, cases.Length));
                _grownAt = step;
                _drawMethod!.Grow(step);
            }
            else
            {
                await _shards!.Change(change.Kind, cases, change.Reason);
            }
        }
    }

    private CaseRecord[] NewCases(int first, int count) => [.. Enumerable.Range(first, count).Select(i => _method.Options.StartOf(Spec.Seed, i))];

    private async Task RecordStatistics(long step)
    {
        var records = await _shards!.GetRecords();
        if (!records.Any(record => record.Status == CaseStatus.Seen))
        {
            return;
        }

        // Sorting many losses takes long: the steps go on meanwhile, until the next record.
        await _recording;
        var (seconds, window, beta) = (TrainingSeconds, Window, _shards.Beta);
        _sinceStatistics = default;
        _errors.Clear();
        _recording = Record();

        async Task Record() => _statistics.Add(await Task.Run(() => StatisticsOfLosses.Compute(step, seconds, window, records, beta)));
    }

    private double TrainingSeconds => (_start!.Snapshot?.TrainingSeconds ?? 0) + clock.GetElapsedTime(_beganAt).TotalSeconds;

    private StatisticsWindow Window => new(_sinceStatistics, [.. _errors]);

    private bool IsSaved(long step) => step == _lastStep || (Spec.Checkpoint.Every > 0 && (step + 1) % Spec.Checkpoint.Every == 0);

    private async Task TakeSnapshot(long step)
    {
        await _recording;
        _snapshots.Remove(step - (2 * Math.Max(1, Spec.Checkpoint.Every)));
        _snapshots[step] = new SamplerSnapshot
        {
            Step = step,
            Cases = await _shards!.GetSnapshot(),
            PendingDraws = [.. _draws.Where(entry => entry.Key > step).Select(entry => entry.Value)],
            Ledger = _ledger,
            Statistics = [.. _statistics],
            Window = Window,
            TrainingSeconds = TrainingSeconds,
            Beta = _shards.Beta,
            GrownAt = _grownAt,
            Changes = [.. _changes],
        };
    }
}
