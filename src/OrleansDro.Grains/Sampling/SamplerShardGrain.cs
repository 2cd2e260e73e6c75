using Orleans.Concurrency;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Sampling;
using OrleansDro.Grains.Cases;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;
using OrleansDro.Robustness.Temperature;

namespace OrleansDro.Grains.Sampling;

/// <summary>
/// One range of a run's cases. Fresh losses wait here until their step is complete; then they are credited to the case grains in slot order, and the
/// index takes what the cases accepted. So the history after a step does not depend on the order in which trainers reported.
/// </summary>
/// <remarks>Reentrant: a case that wakes up while the shard waits for it asks the shard for what it knew before.</remarks>
[Reentrant, KeepAlive]
internal sealed class SamplerShardGrain : Grain, ISamplerShardGrain
{
    private readonly Dictionary<long, Dictionary<int, ReportedSlot>> _reports = [];
    private readonly Dictionary<int, ICaseGrain> _cases = [];
    private readonly Dictionary<int, string> _reasons = [];
    private readonly RecentLossTable _recent = new();
    private readonly HashSet<int> _withheldBlocks = [];
    private readonly Signal _reported = new();
    private string _run = "";
    private ShardStart? _start;
    private CaseHistory _history = new(0);
    private HardnessIndex? _index;
    private int _firstBlock, _firstCase;
    private long _lastCommitted;
    private CommitReply _lastReply = new();

    public Task<BlockMass[]> Start(ShardStart start)
    {
        var shard = (int)this.GetPrimaryKeyLong(out var run);
        (_run, _start, _lastCommitted) = (run!, start, start.LastCommittedStep);
        _firstBlock = start.Blocks.FirstBlockOf(shard);
        _firstCase = _firstBlock * start.Blocks.Size;
        _history = new CaseHistory(start.Snapshot.Records);
        _recent.Load(start.Snapshot.Recent, _firstCase, place => _history[place].Visits);
        foreach (var (caseIndex, reason) in start.Snapshot.Reasons)
        {
            _reasons[caseIndex] = reason;
        }

        _index = new HardnessIndex(_history, start.Beta, start.Blocks.Size);
        return AllMasses();
    }

    public Task Report(LossReport report)
    {
        if (report.Step > _lastCommitted)
        {
            if (!_reports.TryGetValue(report.Step, out var slots))
            {
                _reports[report.Step] = slots = [];
            }

            for (var i = 0; i < report.Slots.Length; i++)
            {
                slots.TryAdd(report.Slots[i], new ReportedSlot(report.Losses[i], report.Clips[i], report.Problems?[i]));
            }

            _reported.Raise();
        }

        return Task.CompletedTask;
    }

    public async Task<CommitReply> Commit(long step, Draw[] draws)
    {
        if (step == _lastCommitted)
        {
            return _lastReply;
        }

        if (step != _lastCommitted + 1)
        {
            throw new InvalidOperationException($"Step {step} cannot be committed after step {_lastCommitted}.");
        }

        while (MissingSlots(step, draws) is > 0 and var missing)
        {
            if (!await BoundedWait.Ends(_reported.Next))
            {
                return new CommitReply { MissingSlots = missing };
            }
        }

        _reports.Remove(step, out var slots);
        var fresh = Array.ConvertAll(draws, draw => slots![draw.Slot]);
        var errors = ErrorsOf(draws, fresh);
        await Credit(step, draws, fresh);
        _lastCommitted = step;
        return _lastReply = new CommitReply
        {
            Masses = MassesOf(draws.Select(draw => draw.Case)),
            Credited = draws.Length,
            ClippedLow = fresh.Count(slot => slot.Clip < 0),
            ClippedHigh = fresh.Count(slot => slot.Clip > 0),
            Losses = fresh.Where(slot => float.IsFinite(slot.Loss)).Aggregate(default(DrawnLosses), (sum, slot) => sum.Add(new DrawnLosses(slot.Loss, 1))),
            Errors = errors,
        };
    }

    public Task<LocatedCases> Locate(DrawPoint[] points, int[] blocks)
    {
        var places = new int[points.Length];
        Index.Locate(points, Array.ConvertAll(blocks, block => block - _firstBlock), places);
        return Task.FromResult(new LocatedCases(
            Array.ConvertAll(places, place => _firstCase + place), Array.ConvertAll(places, place => _history[place].Loss)));
    }

    public Task<CaseRecord> GetRecord(int caseIndex) => Task.FromResult(_history[PlaceOf(caseIndex)]);

    public Task<CaseState> GetState(int caseIndex)
    {
        var record = _history[PlaceOf(caseIndex)];
        return Task.FromResult(new CaseState(record, [.. _recent.Of(PlaceOf(caseIndex), record.Visits)], _reasons.GetValueOrDefault(caseIndex)));
    }

    public Task<BlockMass> Withhold(int caseIndex)
    {
        Index.Withhold(PlaceOf(caseIndex));
        var mass = MassesOf([caseIndex])[0];
        _withheldBlocks.Add(mass.Block);
        return Task.FromResult(mass);
    }

    public Task<BlockMass[]> Restore()
    {
        Index.Restore();
        var masses = _withheldBlocks.Select(MassOf).ToArray();
        _withheldBlocks.Clear();
        return Task.FromResult(masses);
    }

    public async Task<BlockMass[]> Change(CaseChangeKind kind, int[] cases, string? reason)
    {
        var states = await Task.WhenAll(cases.Select(caseIndex => Case(caseIndex).Change(kind, reason).AsTask()));
        foreach (var (caseIndex, state) in cases.Zip(states))
        {
            Accept(caseIndex, state.Record, state.Reason);
        }

        Index.Refresh(Array.ConvertAll(cases, PlaceOf));
        return MassesOf(cases);
    }

    public Task<BlockMass[]> Append(CaseRecord[] records)
    {
        var place = _history.Count;
        _history.Grow(records.Length);
        foreach (var record in records)
        {
            _history[place++] = record;
        }

        Index.Refresh();
        return AllMasses();
    }

    public Task<BlockMass[]> SetBeta(double beta)
    {
        Index.Beta = beta;
        return AllMasses();
    }

    public Task<LossMoments[]> GetMoments(double beta, double reference) =>
        Task.FromResult<LossMoments[]>([.. Enumerable.Range(0, Index.Blocks).Select(block => Index.MomentsOf(block, beta, reference))]);

    public Task<CaseRecord[]> GetRecords() => Task.FromResult(_history.ToArray());

    public Task<Dictionary<int, string>> GetReasons() => Task.FromResult(new Dictionary<int, string>(_reasons));

    public Task<ShardSnapshot> GetSnapshot()
    {
        var records = _history.ToArray();
        var (cases, recent) = (new List<int>(), new List<RecentLoss>());
        for (var place = 0; place < records.Length; place++)
        {
            recent.AddRange(_recent.Of(place, records[place].Visits));
            while (cases.Count < recent.Count)
            {
                cases.Add(_firstCase + place);
            }
        }

        var losses = new RecentLosses([.. cases], [.. recent.Select(loss => (int)loss.Step)], [.. recent.Select(loss => (float)loss.Loss)]);
        return Task.FromResult(new ShardSnapshot(records, losses, new Dictionary<int, string>(_reasons)));
    }

    private HardnessIndex Index => _index ?? throw new InvalidOperationException("The shard has not been started.");

    private int PlaceOf(int caseIndex) => caseIndex - _firstCase;

    private Task<BlockMass[]> AllMasses() => Task.FromResult<BlockMass[]>([.. Enumerable.Range(_firstBlock, Index.Blocks).Select(MassOf)]);

    private BlockMass[] MassesOf(IEnumerable<int> cases) => [.. cases.Select(_start!.Blocks.BlockOf).Distinct().Select(MassOf)];

    private BlockMass MassOf(int block) => new(block, Index.MassOf(block - _firstBlock));

    private int MissingSlots(long step, Draw[] draws) =>
        _reports.TryGetValue(step, out var slots) ? draws.Count(draw => !slots.ContainsKey(draw.Slot)) : draws.Length;

    private float[] ErrorsOf(Draw[] draws, ReportedSlot[] fresh) =>
    [
        .. draws.Zip(fresh)
            .Where(slot => float.IsFinite(slot.Second.Loss) && _history[PlaceOf(slot.First.Case)] is { LastStep: >= 0, Loss: not double.NaN })
            .Select(slot => (float)Math.Abs(slot.Second.Loss - _history[PlaceOf(slot.First.Case)].Loss)),
    ];

    private async Task Credit(long step, Draw[] draws, ReportedSlot[] fresh)
    {
        var visits = draws.Zip(fresh)
            .OrderBy(slot => slot.First.Slot)
            .GroupBy(slot => slot.First.Case, slot => slot.Second)
            .Select(slots => (Case: slots.Key, Losses: slots.Select(slot => slot.Loss).ToArray(), slots.FirstOrDefault(slot => slot.Problem is not null).Problem))
            .ToArray();
        var records = await Task.WhenAll(visits.Select(visit => Case(visit.Case).Credit(step, visit.Losses, _start!.Momentum, visit.Problem).AsTask()));
        foreach (var (visit, record) in visits.Zip(records))
        {
            var before = _history[PlaceOf(visit.Case)];
            for (var i = 0; i < visit.Losses.Length && before.LastStep < step; i++)
            {
                _recent.Add(PlaceOf(visit.Case), before.Visits + i, step, visit.Losses[i]);
            }

            // Rare, so worth a question: the case knows best why it cannot be drawn any more.
            var reason = before.CanBeDrawn && !record.CanBeDrawn ? (await Case(visit.Case).GetState()).Reason : _reasons.GetValueOrDefault(visit.Case);
            Accept(visit.Case, record, reason);
        }

        Index.Refresh(Array.ConvertAll(visits, visit => PlaceOf(visit.Case)));
    }

    /// <summary>Takes over what a case accepted.</summary>
    private void Accept(int caseIndex, CaseRecord record, string? reason)
    {
        _history[PlaceOf(caseIndex)] = record;
        if (reason is null)
        {
            _reasons.Remove(caseIndex);
        }
        else
        {
            _reasons[caseIndex] = reason;
        }
    }

    private ICaseGrain Case(int index)
    {
        if (!_cases.TryGetValue(index, out var grain))
        {
            _cases[index] = grain = GrainFactory.GetGrain<ICaseGrain>(index, _run);
        }

        return grain;
    }
}
