using Orleans.Placement;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Sampling;
using OrleansDro.Grains.Placement;
using OrleansDro.Robustness.History;

namespace OrleansDro.Grains.Cases;

/// <summary>
/// Holds the latest loss of one case. Placed beside the shard that calls it, so that a step's losses travel between silos in one message a shard.
/// It asks its shard only once, as it wakes up, for what it knew before; the shard answers although it waits for the case.
/// </summary>
[PreferLocalPlacement, RequireRole(NodeRoles.Control)]
internal sealed class CaseGrain(CaseShards shards) : Grain, ICaseGrain
{
    private RecentLoss[] _recent = [];
    private CaseRecord _record;
    private string? _reason;
    private long _incarnation;

    public override Task OnActivateAsync(CancellationToken cancellationToken) => Learn();

    public async ValueTask<CaseRecord> Credit(long step, float[] losses, double momentum, string? problem, long incarnation)
    {
        if (incarnation != _incarnation)
        {
            await Learn();
            if (incarnation != _incarnation)
            {
                throw new ShardLostException($"The shard has been begun anew since step {step} was sent to the case.");
            }
        }

        if (step > _record.LastStep)
        {
            var visit = new CaseVisit((int)this.GetPrimaryKeyLong(out _), losses, problem);
            var couldBeDrawn = _record.CanBeDrawn;
            _record = visit.Credit(_record, step, momentum);
            foreach (var loss in losses)
            {
                Remember(new RecentLoss(step, loss));
            }

            if (couldBeDrawn && !_record.CanBeDrawn)
            {
                _reason = visit.ReasonAt(step);
            }
        }

        return _record;
    }

    public async ValueTask<CaseState> Change(CaseChangeKind kind, string? reason, long incarnation)
    {
        if (incarnation != _incarnation)
        {
            await Learn();
        }

        _record = kind switch
        {
            CaseChangeKind.Quarantine => _record.Quarantine(),
            CaseChangeKind.Release => _record.Release(),
            CaseChangeKind.Remove => _record.Remove(),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A case can be quarantined, released or removed."),
        };
        _reason = _record.CanBeDrawn ? null : reason;
        return await GetState();
    }

    public ValueTask Sleep()
    {
        DeactivateOnIdle();
        return ValueTask.CompletedTask;
    }

    public ValueTask<CaseState> GetState() => ValueTask.FromResult(new CaseState(_record, [.. _recent], _reason, _incarnation));

    /// <summary>Takes over what the shard knows: as the case wakes up, and after the shard was begun anew from what is on record.</summary>
    private async Task Learn()
    {
        var index = (int)this.GetPrimaryKeyLong(out var run);
        var state = await shards.Find(run!, index) is { } shard ? await shard.GetState(index) : CaseState.Unseen;
        (_record, _reason, _incarnation) = (state.Record, state.Reason, state.Incarnation);
        _recent = [.. state.RecentLosses];
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
