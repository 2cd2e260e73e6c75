using Orleans.Concurrency;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Sampling;
using OrleansDro.Grains.Cases;
using OrleansDro.Grains.Placement;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;
using OrleansDro.Robustness.Temperature;

namespace OrleansDro.Grains.Sampling;

/// <summary>
/// One range of a run's cases. A step's losses are credited to the case grains in slot order, and the index takes what the cases accepted. So the history after a
/// step does not depend on the order in which trainers reported. What the shard holds is lost with its silo; the sampler begins it again from what is on record.
/// </summary>
/// <remarks>Reentrant: a case that wakes up while the shard waits for it asks the shard for what it knew before.</remarks>
[Reentrant, KeepAlive, RendezvousPlacement, RequireRole(NodeRoles.Control)]
internal sealed class SamplerShardGrain(ILocalSiloDetails silo) : Grain, ISamplerShardGrain
{
    private const int CasesAtOnce = 1000;

    private readonly Dictionary<int, ICaseGrain> _cases = [];
    private readonly Dictionary<int, string> _reasons = [];
    private readonly HashSet<int> _withheldBlocks = [];
    private RecentLossTable _recent = new();
    private string _run = "";
    private ShardStart? _start;
    private CaseHistory _history = new(0);
    private HardnessIndex? _index;
    private int _shard, _firstBlock, _firstCase;
    private long _lastCommitted;
    private Task<CommitReply>? _lastCommit;
    private bool _isUpToDate;

    public Task<BlockMass[]> Start(ShardStart start)
    {
        _shard = (int)this.GetPrimaryKeyLong(out var run);
        (_run, _start, _lastCommitted) = (run!, start, start.LastCommittedStep);
        _firstBlock = start.Blocks.FirstBlockOf(_shard);
        _firstCase = _firstBlock * start.Blocks.Size;
        (_lastCommit, _isUpToDate) = (null, false);
        _reasons.Clear();
        _withheldBlocks.Clear();
        _history = new CaseHistory(start.Snapshot.Records);
        _recent = new RecentLossTable();
        _recent.Load(start.Snapshot.Recent, _firstCase, place => _history[place].Visits);
        foreach (var (caseIndex, reason) in start.Snapshot.Reasons)
        {
            _reasons[caseIndex] = reason;
        }

        _index = new HardnessIndex(_history, start.Beta, start.Blocks.Size);
        return AllMasses();
    }

    public Task<CommitReply> Commit(ShardCommit commit)
    {
        RequireStarted();
        if (commit.Step == _lastCommitted && _lastCommit is not null)
        {
            return _lastCommit;
        }

        if (commit.Step != _lastCommitted + 1)
        {
            throw new ShardLostException($"Step {commit.Step} cannot be committed after step {_lastCommitted}.");
        }

        // Until then the shard repeats the past, and what a case learns from it is soon old.
        _isUpToDate |= !commit.IsReplay;
        _lastCommitted = commit.Step;
        return _lastCommit = CommitOnce(commit);
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
        RequireStarted();
        var record = _history[PlaceOf(caseIndex)];
        return Task.FromResult(new CaseState(record, [.. _recent.Of(PlaceOf(caseIndex), record.Visits)], _reasons.GetValueOrDefault(caseIndex), _isUpToDate ? _start!.Incarnation : 0));
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
        var states = await Task.WhenAll(cases.Select(caseIndex => Case(caseIndex).Change(kind, reason, Stamp).AsTask()));
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

    public Task<CaseRecord[]> GetRecords()
    {
        RequireStarted();
        return Task.FromResult(_history.ToArray());
    }

    public Task<Dictionary<int, string>> GetReasons()
    {
        RequireStarted();
        return Task.FromResult(new Dictionary<int, string>(_reasons));
    }

    public Task<string> GetSilo() => Task.FromResult(silo.SiloAddress.ToParsableString());

    public async Task Leave()
    {
        foreach (var cases in _cases.Values.Chunk(CasesAtOnce))
        {
            await Task.WhenAll(cases.Select(grain => grain.Sleep().AsTask()));
        }

        DeactivateOnIdle();
    }

    public Task Release()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<ShardSnapshot> GetSnapshot()
    {
        RequireStarted();
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

    private HardnessIndex Index => _index ?? throw new ShardLostException();

    private int PlaceOf(int caseIndex) => caseIndex - _firstCase;

    private Task<BlockMass[]> AllMasses() => Task.FromResult<BlockMass[]>([.. Enumerable.Range(_firstBlock, Index.Blocks).Select(MassOf)]);

    private BlockMass[] MassesOf(IEnumerable<int> cases) => [.. cases.Select(_start!.Blocks.BlockOf).Distinct().Select(MassOf)];

    private BlockMass MassOf(int block) => new(block, Index.MassOf(block - _firstBlock));

    private ShardStamp Stamp => new(_shard, _start!.Incarnation);

    private void RequireStarted() => _ = Index;

    private async Task<CommitReply> CommitOnce(ShardCommit commit)
    {
        var (draws, losses) = (commit.Draws, commit.Losses);
        var errors = ErrorsOf(draws, losses.Losses);
        await Credit(commit);
        return new CommitReply
        {
            Masses = MassesOf(draws.Select(draw => draw.Case)),
            Credited = draws.Length,
            ClippedLow = losses.Clips.Count(clip => clip < 0),
            ClippedHigh = losses.Clips.Count(clip => clip > 0),
            Losses = losses.Losses.Where(float.IsFinite).Aggregate(default(DrawnLosses), (sum, loss) => sum.Add(new DrawnLosses(loss, 1))),
            Errors = errors,
        };
    }

    private float[] ErrorsOf(Draw[] draws, float[] losses) =>
    [
        .. draws.Zip(losses)
            .Where(slot => float.IsFinite(slot.Second) && _history[PlaceOf(slot.First.Case)] is { LastStep: >= 0, Loss: not double.NaN })
            .Select(slot => (float)Math.Abs(slot.Second - _history[PlaceOf(slot.First.Case)].Loss)),
    ];

    private async Task Credit(ShardCommit commit)
    {
        var (step, start) = (commit.Step, _start);
        var visits = Enumerable.Range(0, commit.Draws.Length)
            .GroupBy(i => commit.Draws[i].Case)
            .Select(slots => new CaseVisit(
                slots.Key, [.. slots.Select(i => commit.Losses.Losses[i])], slots.Select(i => commit.Losses.Problems?[i]).FirstOrDefault(problem => problem is not null)))
            .ToArray();
        var states = await Task.WhenAll(visits.Select(visit => commit.IsReplay ? Task.FromResult(Repeat(step, visit)) : Credit(step, visit)));
        if (!ReferenceEquals(start, _start))
        {
            throw new ShardLostException($"The shard was begun anew while step {step} was committed.");
        }

        foreach (var (visit, (record, reason)) in visits.Zip(states))
        {
            var before = _history[PlaceOf(visit.Case)];
            for (var i = 0; i < visit.Losses.Length && before.LastStep < step; i++)
            {
                _recent.Add(PlaceOf(visit.Case), before.Visits + i, step, visit.Losses[i]);
            }

            Accept(visit.Case, record, reason);
        }

        Index.Refresh(Array.ConvertAll(visits, visit => PlaceOf(visit.Case)));
    }

    private async Task<(CaseRecord Record, string? Reason)> Credit(long step, CaseVisit visit)
    {
        var record = await Case(visit.Case).Credit(step, visit.Losses, _start!.Momentum, visit.Problem, Stamp);

        // Rare, so worth a question: the case knows best why it cannot be drawn any more.
        var hasBeenSetAside = _history[PlaceOf(visit.Case)].CanBeDrawn && !record.CanBeDrawn;
        return (record, hasBeenSetAside ? (await Case(visit.Case).GetState()).Reason : _reasons.GetValueOrDefault(visit.Case));
    }

    /// <summary>What the case did when it was credited the first time. It learns of it when it is next spoken to.</summary>
    private (CaseRecord Record, string? Reason) Repeat(long step, CaseVisit visit)
    {
        var before = _history[PlaceOf(visit.Case)];
        var after = visit.Credit(before, step, _start!.Momentum);
        return (after, before.CanBeDrawn && !after.CanBeDrawn ? visit.ReasonAt(step) : _reasons.GetValueOrDefault(visit.Case));
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
