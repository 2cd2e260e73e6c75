using System.Runtime.InteropServices;
using OrleansDro.Abstractions.Training;

namespace OrleansDro.Grains.Training;

/// <summary>
/// Collects the micro-batches of a step and adds up a slice of their gradients when the last has come. Keeps some steps before for those who catch up. If it is given up, the
/// members find their parts missing in the one that comes instead, and give them again. Safe for use by several threads at a time.
/// </summary>
internal sealed class SliceReducer(TimeProvider clock)
{
    /// <summary>Reduced gradients kept: a joiner is at most so many steps behind, or asks a donor again.</summary>
    private const int KeptSteps = 4;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, GradientContribution?[]> _collected = [];
    private readonly SortedDictionary<long, ReducedGradient> _reduced = [];
    private readonly Signal _changed = new();

    /// <summary>When it was last asked for anything, as a timestamp of the clock.</summary>
    public long LastUsed { get; set; } = clock.GetTimestamp();

    /// <inheritdoc cref="IGradientReducerService.Contribute"/>
    public void Contribute(GradientContribution contribution)
    {
        lock (_lock)
        {
            var step = contribution.Step;
            if (_reduced.ContainsKey(step) || IsGone(step))
            {
                return;
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
        }
    }

    /// <inheritdoc cref="IGradientReducerService.Supply"/>
    public void Supply(long step, ReducedGradient reduced)
    {
        lock (_lock)
        {
            if (!_reduced.ContainsKey(step) && !IsGone(step))
            {
                Keep(step, reduced);
            }
        }
    }

    /// <inheritdoc cref="IGradientReducerService.GetReduced"/>
    public async Task<ReduceReply> GetReduced(long step, TimeSpan patience)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            Task changed;
            TimeSpan left;
            lock (_lock)
            {
                left = patience - clock.GetElapsedTime(began);
                if (_reduced.ContainsKey(step) || IsGone(step) || left <= TimeSpan.Zero)
                {
                    return new ReduceReply(_reduced.GetValueOrDefault(step), ArrivedOf(step), IsGone(step));
                }

                changed = _changed.Next;
            }

            await changed.WaitAsync(left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
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
