using System.Collections.Immutable;
using Orleans.Concurrency;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Sampling;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Randomness;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Sampling;

/// <summary>
/// Draws each step's cases from the losses as of an earlier step, and commits the steps one after the other.
/// </summary>
/// <remarks>
/// With a = drawAhead, the draws of step t are made at once after the commit of step t - 1 - a and before that of step t - a. They are thus a function
/// of (seed, step, slot) and of the history, which is one of the committed steps: who trains, and how fast, has no part in it.
/// The tree over the shards has the shards' masses as leaves; since a shard is an aligned block of 2^k cases, a draw that is located here and goes on
/// in the shard lands on the case on which it would land in one tree over all cases.
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
    private ISamplerShardGrain[] _shards = [];
    private HardnessTree _masses = new(1, 0);
    private DrawLedger _ledger = DrawLedger.Empty;
    private DrawnLosses _sinceStatistics;
    private Task _commits = Task.CompletedTask;
    private long _committed = -1, _lastStep, _highestIssued = -1, _beganAt;
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
        var records = start.Snapshot?.Records ?? [.. Enumerable.Range(0, start.Cases).Select(i => _method.Options.StartOf(start.Spec.Seed, i))];
        if (start.Snapshot is { } snapshot)
        {
            Restore(snapshot);
        }

        await StartShards(records);
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

    public Task<SamplerProgress> GetProgress() =>
        Task.FromResult(new SamplerProgress(_committed + 1, _waitingFor, _statistics.LastOrDefault()));

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

    private RunSpec Spec => _start!.Spec;

    private void Restore(SamplerSnapshot snapshot)
    {
        _committed = snapshot.Step;
        _ledger = snapshot.Ledger;
        _sinceStatistics = snapshot.SinceStatistics;
        _statistics.AddRange(snapshot.Statistics);
        foreach (var batch in snapshot.PendingDraws)
        {
            _draws[batch.Step] = batch;
        }
    }

    private async Task StartShards(CaseRecord[] records)
    {
        var run = this.GetPrimaryKeyString();
        var (size, beta, momentum) = (_start!.ShardSize, _method.Options.Beta, _method.Options.Momentum);
        var blocks = records.Chunk(size).ToArray();
        _shards = [.. blocks.Select((_, shard) => GrainFactory.GetGrain<ISamplerShardGrain>(shard, run))];
        var masses = await Task.WhenAll(_shards.Select((shard, i) => shard.Start(new ShardStart(i * size, size, blocks[i], beta, momentum, _committed))));
        _masses = new HardnessTree(_shards.Length, beta);
        _masses.Load(masses);
    }

    private async Task CommitSteps()
    {
        while (_committed < _lastStep && !_abandoned)
        {
            var step = _committed + 1;
            var batch = _draws[step];
            var replies = await Task.WhenAll(_shards.Select((shard, i) => CommitShard(shard, step, DrawsOf(batch, i))));
            if (_abandoned)
            {
                return;
            }

            for (var i = 0; i < replies.Length; i++)
            {
                _masses[i] = replies[i].Mass;
            }

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

    private async Task<CommitReply> CommitShard(ISamplerShardGrain shard, long step, Draw[] draws)
    {
        while (true)
        {
            var reply = await shard.Commit(step, draws);
            if (reply.MissingSlots == 0 || _abandoned)
            {
                _waitingFor = null;
                return reply;
            }

            _waitingFor = $"the losses of {reply.MissingSlots} of {draws.Length} draws of step {step}";
        }
    }

    private Draw[] DrawsOf(BatchDraw batch, int shard) => [.. batch.Draws.Where(draw => draw.Case / _start!.ShardSize == shard)];

    private void Account(BatchDraw batch, CommitReply[] replies)
    {
        _ledger = new DrawLedger(
            _ledger.Issued + batch.Draws.Length,
            _ledger.Credited + replies.Sum(reply => reply.Credited),
            _ledger.ClippedLow + replies.Sum(reply => reply.ClippedLow),
            _ledger.ClippedHigh + replies.Sum(reply => reply.ClippedHigh),
            DrawHash.Extend(_ledger.Hash, batch));
        _sinceStatistics = replies.Aggregate(_sinceStatistics, (sum, reply) => sum.Add(reply.Losses));
    }

    private async Task DrawOnce(long step)
    {
        if (!_draws.ContainsKey(step))
        {
            _draws[step] = _method.IsUniform ? await DrawUniformly(step) : await DrawByHardness(step);
        }
    }

    /// <summary>Each epoch visits every case once, in an order of its own; a quarantined case is replaced by the next in that order.</summary>
    private async Task<BatchDraw> DrawUniformly(long step)
    {
        var (cases, eligible) = (_start!.Cases, _masses.Root.EligibleCases);
        if (eligible == 0)
        {
            throw new InvalidOperationException("No case can be drawn: all are quarantined.");
        }

        var records = eligible < cases ? await GatherRecords() : null;
        var logProbability = -Math.Log(eligible);
        var draws = Enumerable.Range(0, Spec.BatchSize).Select(slot =>
        {
            var position = (step * Spec.BatchSize) + slot;
            int index;
            do
            {
                index = new KeyedPermutation(cases, Spec.Seed, RandomPurpose.Shuffle, position / cases)[(int)(position % cases)];
                position++;
            }
            while (records is not null && records[index].Status == CaseStatus.Quarantined);
            return new Draw(slot, index, logProbability, 0, _committed);
        });
        return new BatchDraw(step, [.. draws], 0);
    }

    private async Task<BatchDraw> DrawByHardness(long step)
    {
        var plan = new DrawPlan(_masses.Root, _method.Options);
        return new BatchDraw(step, _method.Options.Replacement ? await DrawIndependently(plan, step) : await DrawDistinct(plan, step), plan.FloorProbability);
    }

    private async Task<ImmutableArray<Draw>> DrawIndependently(DrawPlan plan, long step)
    {
        var targets = Enumerable.Range(0, Spec.BatchSize).Select(slot => (Slot: slot, Place: _masses.Locate(plan.PointOf(Spec.Seed, step, slot)))).ToArray();
        var located = await Task.WhenAll(targets.GroupBy(target => target.Place.Leaf).Select(async group =>
        {
            var cases = await _shards[group.Key].Locate([.. group.Select(target => target.Place.Point)]);
            return group.Zip(cases, (target, found) => plan.DrawOf(target.Slot, found.Case, found.Record, _committed));
        }));
        return [.. located.SelectMany(draws => draws).OrderBy(draw => draw.Slot)];
    }

    /// <summary>Each slot draws as if the cases of the slots before it were not there; see SamplingOptions.Replacement for the bias.</summary>
    private async Task<ImmutableArray<Draw>> DrawDistinct(DrawPlan plan, long step)
    {
        var unseenLoss = _masses.Root.MaximumLoss;
        var draws = ImmutableArray.CreateBuilder<Draw>(Spec.BatchSize);
        for (var slot = 0; slot < Spec.BatchSize; slot++)
        {
            var (shard, point) = _masses.Locate(plan.PointOf(Spec.Seed, step, slot));
            var found = (await _shards[shard].Locate([point]))[0];
            draws.Add(plan.DrawOf(slot, found.Case, found.Record, _committed));
            _masses[shard] = await _shards[shard].Withhold(found.Case);
            if (slot + 1 < Spec.BatchSize)
            {
                plan = new DrawPlan(_masses.Root, _method.Options, unseenLoss);
            }
        }

        foreach (var shard in draws.Select(draw => draw.Case / _start!.ShardSize).Distinct())
        {
            _masses[shard] = await _shards[shard].Restore();
        }

        return draws.MoveToImmutable();
    }

    private async Task RecordStatistics(long step)
    {
        if (StatisticsOfLosses.Compute(step, TrainingSeconds, _sinceStatistics.Mean, await GatherRecords(), _method.Options.Beta) is { } statistics)
        {
            _statistics.Add(statistics);
            _sinceStatistics = default;
        }
    }

    private double TrainingSeconds => (_start!.Snapshot?.TrainingSeconds ?? 0) + clock.GetElapsedTime(_beganAt).TotalSeconds;

    private bool IsSaved(long step) => step == _lastStep || (Spec.Checkpoint.Every > 0 && (step + 1) % Spec.Checkpoint.Every == 0);

    private async Task TakeSnapshot(long step)
    {
        _snapshots.Remove(step - (2 * Math.Max(1, Spec.Checkpoint.Every)));
        _snapshots[step] = new SamplerSnapshot
        {
            Step = step,
            Records = await GatherRecords(),
            PendingDraws = [.. _draws.Where(entry => entry.Key > step).Select(entry => entry.Value)],
            Ledger = _ledger,
            Statistics = [.. _statistics],
            SinceStatistics = _sinceStatistics,
            TrainingSeconds = TrainingSeconds,
        };
    }

    private async Task<CaseRecord[]> GatherRecords() => [.. (await Task.WhenAll(_shards.Select(shard => shard.GetRecords()))).SelectMany(records => records)];
}
