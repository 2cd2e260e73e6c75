using System.Runtime.InteropServices;
using Orleans.Concurrency;
using OrleansDro.Abstractions.Training;
using OrleansDro.Grains.Placement;

namespace OrleansDro.Grains.Training;

/// <summary>
/// Collects the micro-batches of a step and adds them up when the last has come. Keeps some steps before for those who catch up. If it is lost, the members find their
/// parts missing in the one that comes up instead, and give them again.
/// </summary>
[Reentrant, CollectionAgeLimit(Minutes = 2), DevicePlacement, RequireRole(NodeRoles.Trainer)]
internal sealed class GradientReducerGrain : Grain, IGradientReducerGrain
{
    /// <summary>Reduced gradients kept: a joiner is at most so many steps behind, or asks a donor again.</summary>
    private const int KeptSteps = 4;

    private readonly Dictionary<long, GradientContribution?[]> _collected = [];
    private readonly SortedDictionary<long, ReducedGradient> _reduced = [];
    private readonly Signal _changed = new();

    public Task Contribute(GradientContribution contribution)
    {
        var step = contribution.Step;
        if (_reduced.ContainsKey(step) || IsGone(step))
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
            Keep(step, Reduce(parts!));
        }

        return Task.CompletedTask;
    }

    public Task Supply(long step, ReducedGradient reduced)
    {
        if (!_reduced.ContainsKey(step) && !IsGone(step))
        {
            Keep(step, reduced);
        }

        return Task.CompletedTask;
    }

    public async Task<ReduceReply> GetReduced(long step, TimeSpan patience)
    {
        var deadline = Task.Delay(patience);
        while (!_reduced.ContainsKey(step) && !IsGone(step) && !deadline.IsCompleted)
        {
            await Task.WhenAny(_changed.Next, deadline);
        }

        return new ReduceReply(_reduced.GetValueOrDefault(step), ArrivedOf(step), IsGone(step));
    }

    private int[] ArrivedOf(long step) => _collected.TryGetValue(step, out var parts)
        ? [.. Enumerable.Range(0, parts.Length).Where(microBatch => parts[microBatch] is not null)]
        : [];

    private bool IsGone(long step) => _reduced.Count > 0 && step < _reduced.Keys.First();

    private void Keep(long step, ReducedGradient reduced)
    {
        _reduced[step] = reduced;
        while (_reduced.Count > KeptSteps)
        {
            _reduced.Remove(_reduced.Keys.First());
        }

        foreach (var past in _collected.Keys.Where(collected => collected <= step).ToArray())
        {
            _collected.Remove(past);
        }

        _changed.Raise();
    }

    private static ReducedGradient Reduce(GradientContribution[] parts)
    {
        var sum = TreeSum.InPlace(Array.ConvertAll(parts, part => MemoryMarshal.Cast<byte, float>(part.Values).ToArray()));
        return new ReducedGradient(TreeSum.Of(Array.ConvertAll(parts, part => part.WeightSum)), MemoryMarshal.AsBytes<float>(sum).ToArray());
    }
}
