using System.Runtime.InteropServices;
using Orleans.Concurrency;
using OrleansDro.Abstractions.Training;

namespace OrleansDro.Grains.Training;

/// <summary>Collects the micro-batches of a step and adds them up when the last has come. Keeps the step before for those who ask late.</summary>
[Reentrant, KeepAlive]
internal sealed class GradientReducerGrain : Grain, IGradientReducerGrain
{
    private readonly Dictionary<long, GradientContribution?[]> _collected = [];
    private readonly Dictionary<long, ReducedGradient> _reduced = [];
    private readonly Signal _changed = new();

    public Task Contribute(GradientContribution contribution)
    {
        var step = contribution.Step;
        if (_reduced.ContainsKey(step))
        {
            return Task.CompletedTask;
        }

        if (!_collected.TryGetValue(step, out var parts))
        {
            _collected[step] = parts = new GradientContribution?[contribution.MicroBatches];
        }

        parts[contribution.MicroBatch] ??= contribution;
        if (parts.All(part => part is not null))
        {
            _collected.Remove(step);
            _reduced.Remove(step - 2);
            _reduced[step] = Reduce(parts!);
            _changed.Raise();
        }

        return Task.CompletedTask;
    }

    public async Task<ReducedGradient?> GetReduced(long step)
    {
        while (!_reduced.ContainsKey(step))
        {
            if (!await BoundedWait.Ends(_changed.Next))
            {
                return null;
            }
        }

        return _reduced[step];
    }

    private static ReducedGradient Reduce(GradientContribution[] parts)
    {
        var sum = TreeSum.InPlace(Array.ConvertAll(parts, part => MemoryMarshal.Cast<byte, float>(part.Values).ToArray()));
        return new ReducedGradient(TreeSum.Of(Array.ConvertAll(parts, part => part.WeightSum)), MemoryMarshal.AsBytes<float>(sum).ToArray());
    }
}
