using System.Globalization;
using Orleans.Placement;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Robustness.History;

namespace OrleansDro.Grains.Cases;

/// <summary>
/// Holds the latest loss of one case. Placed beside the shard that calls it, so that a step's losses travel between silos in one message a shard.
/// It asks its shard only once, as it wakes up, for what it knew before; the shard answers although it waits for the case.
/// </summary>
[PreferLocalPlacement]
internal sealed class CaseGrain(CaseShards shards) : Grain, ICaseGrain
{
    private RecentLoss[] _recent = [];
    private CaseRecord _record;
    private string? _reason;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var index = (int)this.GetPrimaryKeyLong(out var run);
        var state = await shards.Find(run!, index) is { } shard ? await shard.GetState(index) : CaseState.Unseen;
        (_record, _reason) = (state.Record, state.Reason);
        _recent = [.. state.RecentLosses];
    }

    public ValueTask<CaseRecord> Credit(long step, float[] losses, double momentum, string? problem)
    {
        if (step > _record.LastStep)
        {
            var couldBeDrawn = _record.CanBeDrawn;
            _record = _record.Visit(step, Array.ConvertAll(losses, loss => (double)loss), momentum);
            foreach (var loss in losses)
            {
                Remember(new RecentLoss(step, loss));
            }

            if (couldBeDrawn && !_record.CanBeDrawn)
            {
                var loss = losses.First(loss => !float.IsFinite(loss));
                _reason = problem ?? string.Create(CultureInfo.InvariantCulture, $"The loss of step {step} was {loss}.");
            }
        }

        return ValueTask.FromResult(_record);
    }

    public ValueTask<CaseState> Change(CaseChangeKind kind, string? reason)
    {
        _record = kind switch
        {
            CaseChangeKind.Quarantine => _record.Quarantine(),
            CaseChangeKind.Release => _record.Release(),
            CaseChangeKind.Remove => _record.Remove(),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A case can be quarantined, released or removed."),
        };
        _reason = _record.CanBeDrawn ? null : reason;
        return GetState();
    }

    public ValueTask<CaseState> GetState() => ValueTask.FromResult(new CaseState(_record, [.. _recent], _reason));

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
