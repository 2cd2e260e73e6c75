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
    private ShardCases? _cases;
    private long _lastCommitted;
    private CommitReply? _lastCommit;

    /// <inheritdoc/>
    public void OnDehydrate(IDehydrationContext dehydrationContext)
    {
        if (_cases is not null)
        {
            dehydrationContext.TryAddValue(nameof(ShardStart), _cases.Describe(_lastCommitted));
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
        return Task.FromResult(Cases.Masses);
    }

    public async Task<CommitReply> Commit(ShardCommit commit)
    {
        var cases = Cases;
        if (commit.Step == _lastCommitted && _lastCommit is not null)
        {
            return _lastCommit;
        }

        if (commit.Step != _lastCommitted + 1)
        {
            throw new ShardLostException($"Step {commit.Step} cannot be committed after step {_lastCommitted}.");
        }

        _lastCommitted = commit.Step;
        var reply = _lastCommit = cases.Credit(commit);

        // Has no effect if the shard is on the right silo. Otherwise it migrates as soon as no call is in progress.
        await GrainContext.GetComponent<IGrainManagementExtension>()!.MigrateOnIdle();
        return reply;
    }

    public Task<LocatedCases> Locate(DrawPoint[] points, int[] blocks) => Task.FromResult(Cases.Locate(points, blocks));

    public Task<CaseRecord[]> GetRecordsOf(int[] cases) => Task.FromResult(Cases.RecordsOf(cases));

    public Task<CaseTrace> GetTrace(int caseIndex) => Task.FromResult(Cases.TraceOf(caseIndex));

    public Task<BlockMass> Withhold(int caseIndex) => Task.FromResult(Cases.Withhold(caseIndex));

    public Task<BlockMass[]> Restore() => Task.FromResult(Cases.Restore());

    public Task<BlockMass[]> Change(CaseChangeKind kind, int[] cases, string? reason) => Task.FromResult(Cases.Change(kind, cases, reason));

    public Task<BlockMass[]> Append(CaseRecord[] records)
    {
        Cases.Append(records);
        return Task.FromResult(Cases.Masses);
    }

    public Task<BlockMass[]> SetBeta(double beta)
    {
        Cases.SetBeta(beta);
        return Task.FromResult(Cases.Masses);
    }

    public Task<LossMoments[]> GetMoments(double beta, double reference) => Task.FromResult(Cases.MomentsOf(beta, reference));

    public Task<CaseRecord[]> GetRecords() => Task.FromResult(Cases.Records);

    public Task<Dictionary<int, string>> GetReasons() => Task.FromResult(new Dictionary<int, string>(Cases.Reasons));

    public Task<ShardSnapshot> GetSnapshot() => Task.FromResult(Cases.TakeSnapshot());

    public Task Release()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private ShardCases Cases => _cases ?? throw new ShardLostException();

    private void StartFrom(ShardStart start)
    {
        _cases = new ShardCases((int)this.GetPrimaryKeyLong(out _), start);
        (_lastCommitted, _lastCommit) = (start.LastCommittedStep, null);
    }
}
