using Orleans.Concurrency;
using Orleans.Core.Internal;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Sampling;
using OrleansDro.Grains.Cases;
using OrleansDro.Grains.Placement;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;
using OrleansDro.Robustness.Temperature;

namespace OrleansDro.Grains.Sampling;

/// <summary>
/// One range of a run's cases. A step's losses are credited in slot order, so the history after a step does not depend on the order in which trainers reported. The
/// index takes them first, as the next draws wait for it; the case grains are told after it. What the shard holds is lost with its silo; the sampler begins
/// it again from what is on record.
/// </summary>
/// <remarks>
/// Reentrant: a case that wakes up while the shard waits for it asks the shard for what it knew before. As silos come and go, the shard migrates with all that it holds
/// to the one that now takes it, and its cases wake up beside it. It could not go to sleep instead: others remember where it was, and the next call would wake it up there.
/// </remarks>
[Reentrant, KeepAlive, RendezvousPlacement, RequireRole(NodeRoles.Control)]
internal sealed class SamplerShardGrain(ILocalSiloDetails silo) : Grain, ISamplerShardGrain, IGrainMigrationParticipant
{
    private readonly Dictionary<int, string> _reasons = [];
    private readonly HashSet<int> _withheldBlocks = [];
    private readonly Queue<(long Step, CaseVisit[] Visits)> _untold = [];
    private RecentLossTable _recent = new();
    private string _run = "";
    private ShardStart? _start;
    private CaseHistory _history = new(0);
    private HardnessIndex? _index;
    private int _shard, _firstBlock, _firstCase;
    private long _lastCommitted;
    private CommitReply? _lastCommit;
    private Task _telling = Task.CompletedTask;
    private bool _isUpToDate;

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (reason.ReasonCode == DeactivationReasonCode.Migrating)
        {
            // Without waiting: a case may itself be waiting for the shard.
            foreach (var place in Enumerable.Range(0, _history.Count).Where(place => _history[place].Visits > 0))
            {
                await Case(_firstCase + place).Sleep();
            }
        }
    }

    /// <inheritdoc/>
    public void OnDehydrate(IDehydrationContext dehydrationContext)
    {
        if (_start is not null)
        {
            dehydrationContext.TryAddValue(nameof(ShardStart), _start with { Snapshot = TakeSnapshot(), Beta = Index.Beta, LastCommittedStep = _lastCommitted });
        }
    }

    /// <inheritdoc/>
    public void OnRehydrate(IRehydrationContext rehydrationContext)
    {
        if (rehydrationContext.TryGetValue<ShardStart>(nameof(ShardStart), out var start))
        {
            // As if begun anew: a case that has not heard of the last step asks, instead of going without it.
            Begin(start! with { Incarnation = ShardStart.NewIncarnation() });
        }
    }

    public Task<BlockMass[]> Start(ShardStart start)
    {
        Begin(start);
        return AllMasses();
    }

    public Task<CommitReply> Commit(ShardCommit commit)
    {
        RequireStarted();
        if (commit.Step == _lastCommitted && _lastCommit is not null)
        {
            return Task.FromResult(_lastCommit);
        }

        if (commit.Step != _lastCommitted + 1)
        {
            throw new ShardLostException($"Step {commit.Step} cannot be committed after step {_lastCommitted}.");
        }

        // Until then the shard repeats the past, and what a case learns from it is soon old.
        _isUpToDate |= !commit.IsReplay;
        _lastCommitted = commit.Step;
        _lastCommit = CommitOnce(commit);
        return Task.FromResult(_lastCommit);
    }

    public Task TellCases()
    {
        RequireStarted();
        return _telling = _telling.IsCompleted ? Tell() : _telling;
    }

    public Task<LocatedCases> Locate(DrawPoint[] points, int[] blocks)
    {
        var places = new int[points.Length];
        Index.Locate(points, Array.ConvertAll(blocks, block => block - _firstBlock), places);
        return Task.FromResult(new LocatedCases(
            Array.ConvertAll(places, place => _firstCase + place), Array.ConvertAll(places, place => _history[place].Loss)));
    }

    public Task<CaseRecord[]> GetRecordsOf(int[] cases) => Task.FromResult(Array.ConvertAll(cases, caseIndex => _history[PlaceOf(caseIndex)]));

    public Task<CaseState> GetState(int caseIndex)
    {
        RequireStarted();
        var record = _history[PlaceOf(caseIndex)];
        return Task.FromResult(new CaseState(record, _recent.Of(PlaceOf(caseIndex), record.Visits), _reasons.GetValueOrDefault(caseIndex), _isUpToDate ? _start!.Incarnation : 0));
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
        await TellCases();
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

    public Task Release()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<ShardSnapshot> GetSnapshot()
    {
        RequireStarted();
        return Task.FromResult(TakeSnapshot());
    }

    private HardnessIndex Index => _index ?? throw new ShardLostException();

    private int PlaceOf(int caseIndex) => caseIndex - _firstCase;

    private Task<BlockMass[]> AllMasses() => Task.FromResult<BlockMass[]>([.. Enumerable.Range(_firstBlock, Index.Blocks).Select(MassOf)]);

    private BlockMass[] MassesOf(IEnumerable<int> cases) => [.. cases.Select(_start!.Blocks.BlockOf).Distinct().Select(MassOf)];

    private BlockMass MassOf(int block) => new(block, Index.MassOf(block - _firstBlock));

    private ShardStamp Stamp => new(_shard, _start!.Incarnation, silo.SiloAddress);

    private void Begin(ShardStart start)
    {
        _shard = (int)this.GetPrimaryKeyLong(out var run);

        // What it begins with is taken over below, and would be in memory twice.
        (_run, _start, _lastCommitted) = (run!, start with { Snapshot = ShardSnapshot.Of([]) }, start.LastCommittedStep);
        _firstBlock = start.Blocks.FirstBlockOf(_shard);
        _firstCase = _firstBlock * start.Blocks.Size;
        (_lastCommit, _telling, _isUpToDate) = (null, Task.CompletedTask, false);
        _untold.Clear();
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
    }

    private ShardSnapshot TakeSnapshot()
    {
        var records = _history.ToArray();
        var recent = _recent.ToArrays(_firstCase, records.Length, place => records[place].Visits);
        return new ShardSnapshot(records, recent, new Dictionary<int, string>(_reasons));
    }

    private void RequireStarted() => _ = Index;

    private CommitReply CommitOnce(ShardCommit commit)
    {
        var (draws, losses) = (commit.Draws, commit.Losses);
        var errors = ErrorsOf(draws, losses.Losses);
        var visits = VisitsOf(commit);
        foreach (var visit in visits)
        {
            Credit(commit.Step, visit);
        }

        Index.Refresh(Array.ConvertAll(visits, visit => PlaceOf(visit.Case)));
        if (!commit.IsReplay)
        {
            _untold.Enqueue((commit.Step, visits));
        }

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

    private async Task Tell()
    {
        var start = _start!;
        while (ReferenceEquals(start, _start) && _untold.TryPeek(out var next))
        {
            await Task.WhenAll(next.Visits.Select(visit => Case(visit.Case).Credit(next.Step, visit.Losses, start.Momentum, visit.Problem, Stamp).AsTask()));
            if (ReferenceEquals(start, _start))
            {
                _untold.Dequeue();
            }
        }

        // Does nothing where the shard belongs here.
        await GrainContext.GetComponent<IGrainManagementExtension>()!.MigrateOnIdle();
    }

    private float[] ErrorsOf(Draw[] draws, float[] losses) =>
    [
        .. draws.Zip(losses)
            .Where(slot => float.IsFinite(slot.Second) && _history[PlaceOf(slot.First.Case)] is { LastStep: >= 0, Loss: not double.NaN })
            .Select(slot => (float)Math.Abs(slot.Second - _history[PlaceOf(slot.First.Case)].Loss)),
    ];

    private static CaseVisit[] VisitsOf(ShardCommit commit) =>
    [
        .. Enumerable.Range(0, commit.Draws.Length)
            .GroupBy(i => commit.Draws[i].Case)
            .Select(slots => new CaseVisit(
                slots.Key, [.. slots.Select(i => commit.Losses.Losses[i])], slots.Select(i => commit.Losses.Problems?[i]).FirstOrDefault(problem => problem is not null))),
    ];

    /// <summary>Does what the case will do when it hears of the step.</summary>
    private void Credit(long step, CaseVisit visit)
    {
        var place = PlaceOf(visit.Case);
        var before = _history[place];
        var (after, reason) = visit.Credit(before, _reasons.GetValueOrDefault(visit.Case), step, _start!.Momentum);
        for (var i = 0; i < visit.Losses.Length && before.IsBefore(step); i++)
        {
            _recent.Add(place, before.Visits + i, step, visit.Losses[i]);
        }

        Accept(visit.Case, after, reason);
    }

    /// <summary>Takes over what a case holds.</summary>
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

    private ICaseGrain Case(int index) => GrainFactory.GetGrain<ICaseGrain>(index, _run);
}
