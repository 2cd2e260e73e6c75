using Orleans.Placement;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Robustness.History;

namespace OrleansDro.Grains.Cases;

/// <summary>
/// Holds the latest loss of one case. Placed beside the shard that calls it, so that a step's losses travel between silos in one message a shard.
/// Never calls its shard back: the shard awaits it.
/// </summary>
[PreferLocalPlacement, KeepAlive]
internal sealed class CaseGrain(CaseRecords records) : Grain, ICaseGrain
{
    private const int RecentLossesKept = 8;

    private readonly Queue<RecentLoss> _recent = new(RecentLossesKept);
    private CaseRecord _record;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var index = (int)this.GetPrimaryKeyLong(out var run);
        _record = records.Find(run!, index);
        return Task.CompletedTask;
    }

    public ValueTask<CaseRecord> Credit(long step, double[] losses, double momentum)
    {
        if (step > _record.LastStep)
        {
            _record = _record.Visit(step, losses, momentum);
            foreach (var loss in losses)
            {
                Remember(new RecentLoss(step, loss));
            }
        }

        return ValueTask.FromResult(_record);
    }

    public ValueTask<CaseState> GetState() => ValueTask.FromResult(new CaseState(_record, [.. _recent]));

    private void Remember(RecentLoss loss)
    {
        if (_recent.Count == RecentLossesKept)
        {
            _recent.Dequeue();
        }

        _recent.Enqueue(loss);
    }
}
