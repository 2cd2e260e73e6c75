using Orleans.Placement;
using Orleans.Runtime.Placement;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Grains.Protocol.Cases;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Grains.Sampling.Shards;
using OrleansDro.Grains.Scheduling.Placement;
using OrleansDro.Robustness.History;

namespace OrleansDro.Grains.Cases;

/// <summary>
/// Holds the latest loss of one case. Placed beside the shard that calls it, so that a step's losses travel between silos in one message a shard.
/// It asks its shard once, when it is first spoken to, for what it knew before; the shard answers although it waits for the case. Where the shard is in another silo
/// all the same, the case follows as it hears from it.
/// </summary>
[PreferLocalPlacement, RequireRole(NodeRoles.Control)]
internal sealed class CaseGrain(CaseShards shards, ILocalSiloDetails silo) : Grain, ICaseGrain
{
    private RecentLoss[] _recent = [];
    private CaseRecord _record = CaseRecord.Unseen;
    private string? _reason;
    private long _incarnation;
    private bool _hasLearned;

    public async ValueTask Credit(long step, float[] losses, double momentum, string? problem, ShardStamp shard)
    {
        if (shard.Incarnation != _incarnation)
        {
            await Learn(shard.Shard);
            if (shard.Incarnation != _incarnation)
            {
                throw new ShardLostException($"The shard has been begun anew since step {step} was sent to the case.");
            }
        }

        if (step > _record.LastStep)
        {
            (_record, _reason) = new CaseVisit(Index, losses, problem).Credit(_record, _reason, step, momentum);
            foreach (var loss in losses)
            {
                Remember(new RecentLoss(step, loss));
            }
        }

        Follow(shard);
    }

    public async ValueTask<CaseState> Change(CaseChangeKind kind, string? reason, ShardStamp shard)
    {
        if (shard.Incarnation != _incarnation)
        {
            await Learn(shard.Shard);
        }

        _record = kind switch
        {
            CaseChangeKind.Quarantine => _record.Quarantine(),
            CaseChangeKind.Release => _record.Release(),
            CaseChangeKind.Remove => _record.Remove(),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A case can be quarantined, released or removed."),
        };
        _reason = _record.CanBeDrawn ? null : reason;
        Follow(shard);
        return State;
    }

    public ValueTask Sleep()
    {
        DeactivateOnIdle();
        return ValueTask.CompletedTask;
    }

    public async ValueTask<CaseState> GetState()
    {
        if (!_hasLearned && await shards.Find(RunName, Index) is { } shard)
        {
            await Learn(shard);
        }

        return State;
    }

    private CaseState State => new(_record, [.. _recent], _reason, _incarnation);

    private string RunName
    {
        get
        {
            _ = this.GetPrimaryKeyLong(out var run);
            return run!;
        }
    }

    private int Index => (int)this.GetPrimaryKeyLong(out _);

    /// <summary>Takes over what the shard knows: as the case wakes up, and after the shard was begun anew from what is on record.</summary>
    private async Task Learn(int shard)
    {
        var state = await GrainFactory.GetGrain<ISamplerShardGrain>(shard, RunName).GetState(Index);
        (_record, _reason, _incarnation, _hasLearned) = (state.Record, state.Reason, state.Incarnation, true);
        _recent = [.. state.RecentLosses];
    }

    private void Follow(ShardStamp shard)
    {
        if (shard.Silo is { } home && !home.Equals(silo.SiloAddress))
        {
            RequestContext.Set(IPlacementDirector.PlacementHintKey, home);
            MigrateOnIdle();
        }
    }

    // In place and without garbage: a million cases do it over and over.
    private void Remember(RecentLoss loss)
    {
        if (_recent.Length < CaseState.RecentLossesKept)
        {
            Array.Resize(ref _recent, _recent.Length + 1);
        }
        else
        {
            Array.Copy(_recent, 1, _recent, 0, _recent.Length - 1);
        }

        _recent[^1] = loss;
    }
}
