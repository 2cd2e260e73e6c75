using Orleans.Concurrency;
using Orleans.Core.Internal;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Grains.Protocol.Cases;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Grains.Scheduling.Placement;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;
using OrleansDro.Robustness.Temperature;

namespace OrleansDro.Grains.Sampling.Shards;

/// <summary>
/// One range of a run's cases. A step's losses are credited in slot order, so the history after a step does not depend on the order in which trainers reported. The
/// state of the shard is lost with its silo; the sampler then starts the shard again from the latest checkpoint and the journal.
/// </summary>
/// <remarks>
/// When silos join or leave, the shard migrates with its state to the silo that rendezvous hashing now chooses. Deactivating it would not be enough: other silos cache its
/// address, and the next call would activate it there again.
/// </remarks>
[Reentrant, KeepAlive, RendezvousPlacement, RequireRole(NodeRoles.Control)]
internal sealed class SamplerShardGrain : Grain, ISamplerShardGrain, IGrainMigrationParticipant
{
    private readonly Dictionary<int, string> _reasons = [];
    private readonly HashSet<int> _withheldBlocks = [];
    private CasePages _pages = new();
    private ShardStart? _start;
    private CaseHistory _history = new(0);
    private HardnessIndex? _index;
    private int _firstBlock, _firstCase;
    private long _lastCommitted;
    private CommitReply? _lastCommit;

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
            StartFrom(start!);
        }
    }

    public Task<BlockMass[]> Start(ShardStart start)
    {
        StartFrom(start);
        return AllMasses();
    }

    public async Task<CommitReply> Commit(ShardCommit commit)
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

        _lastCommitted = commit.Step;
        var reply = _lastCommit = CommitOnce(commit);

        // Has no effect if the shard is on the right silo. Otherwise it migrates as soon as no call is in progress.
        await GrainContext.GetComponent<IGrainManagementExtension>()!.MigrateOnIdle();
        return reply;
    }

    public Task<LocatedCases> Locate(DrawPoint[] points, int[] blocks)
    {
        var places = new int[points.Length];
        Index.Locate(points, Array.ConvertAll(blocks, block => block - _firstBlock), places);
        return Task.FromResult(new LocatedCases(
            Array.ConvertAll(places, place => _firstCase + place), Array.ConvertAll(places, place => _history[place].Loss)));
    }

    public Task<CaseRecord[]> GetRecordsOf(int[] cases) => Task.FromResult(Array.ConvertAll(cases, caseIndex => _history[PlaceOf(caseIndex)]));

    public Task<CaseTrace> GetTrace(int caseIndex)
    {
        RequireStarted();
        var place = PlaceOf(caseIndex);
        var record = _history[place];
        return Task.FromResult(new CaseTrace(record, _pages.RecentOf(place, record.Visits), _pages.LearningOf(place), _reasons.GetValueOrDefault(caseIndex)));
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

    public Task<BlockMass[]> Change(CaseChangeKind kind, int[] cases, string? reason)
    {
        foreach (var caseIndex in cases)
        {
            var before = _history[PlaceOf(caseIndex)];
            var after = kind switch
            {
                CaseChangeKind.Quarantine => before.Quarantine(),
                CaseChangeKind.Release => before.Release(),
                CaseChangeKind.Remove => before.Remove(),
                _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A case can be quarantined, released or removed."),
            };
            Store(caseIndex, after, after.CanBeDrawn ? null : reason);
        }

        Index.Refresh(Array.ConvertAll(cases, PlaceOf));
        return Task.FromResult(MassesOf(cases));
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

    private void StartFrom(ShardStart start)
    {
        // The snapshot is copied below. Keeping it would need the memory twice.
        (_start, _lastCommitted) = (start with { Snapshot = ShardSnapshot.Of([]) }, start.LastCommittedStep);
        _firstBlock = start.Blocks.FirstBlockOf((int)this.GetPrimaryKeyLong(out _));
        _firstCase = _firstBlock * start.Blocks.Size;
        _lastCommit = null;
        _reasons.Clear();
        _withheldBlocks.Clear();
        _history = new CaseHistory(start.Snapshot.Records);
        _pages = new CasePages();
        _pages.Load(start.Snapshot, _firstCase);
        foreach (var (caseIndex, reason) in start.Snapshot.Reasons)
        {
            _reasons[caseIndex] = reason;
        }

        _index = new HardnessIndex(_history, start.Beta, start.Blocks.Size);
    }

    private ShardSnapshot TakeSnapshot()
    {
        var records = _history.ToArray();
        var recent = _pages.RecentLosses(_firstCase, records.Length, place => records[place].Visits);
        return new ShardSnapshot(records, recent, new Dictionary<int, string>(_reasons), _pages.Learned(_firstCase, records.Length));
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

    private static CaseVisit[] VisitsOf(ShardCommit commit) =>
    [
        .. Enumerable.Range(0, commit.Draws.Length)
            .GroupBy(i => commit.Draws[i].Case)
            .Select(slots => new CaseVisit(
                slots.Key,
                [.. slots.Select(i => commit.Losses.Losses[i])],
                [.. slots.Select(i => (float)Math.Exp(commit.Draws[i].LogProbability))],
                slots.Select(i => commit.Losses.Problems?[i]).FirstOrDefault(problem => problem is not null))),
    ];

    private void Credit(long step, CaseVisit visit)
    {
        var place = PlaceOf(visit.Case);
        var before = _history[place];
        var (after, reason) = visit.Credit(before, _reasons.GetValueOrDefault(visit.Case), step, _start!.Momentum);
        for (var i = 0; i < visit.Losses.Length && before.IsBefore(step); i++)
        {
            _pages.Add(place, before.Visits + i, step, visit.Losses[i], visit.Probabilities[i]);
        }

        Store(visit.Case, after, reason);
    }

    private void Store(int caseIndex, CaseRecord record, string? reason)
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
}
