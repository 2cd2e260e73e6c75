using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.AllReduce.Gradients;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.AllReduce;

namespace OrleansDro.Grains.AllReduce.Reducers;

/// <summary>
/// Collects a slice of a step's gradient and adds up its parts as they arrive. Keeps the sums of some earlier steps for trainers that catch up. If it is lost, the members find
/// that their parts are missing in its replacement, and send them again. Safe for use by several threads at a time.
/// </summary>
internal sealed class SliceReducer(TimeProvider clock)
{
    /// <summary>The number of sums that are kept. A trainer that joins is at most that many steps behind, or gets the state from a donor again.</summary>
    private const int KeptSteps = 4;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, ReductionTree<Part>> _collected = [];
    private readonly SortedDictionary<long, ReducedGradient> _reduced = [];
    private readonly AsyncPulse _changed = new();

    /// <summary>When it was last used, as a timestamp of the clock.</summary>
    public long LastUsed { get; set; } = clock.GetTimestamp();

    /// <inheritdoc cref="IGradientReducerService.Contribute"/>
    public void Contribute(GradientContribution contribution)
    {
        lock (_lock)
        {
            var step = contribution.Step;
            if (_reduced.ContainsKey(step) || IsGone(step))
            {
                contribution.Values.Dispose();
                return;
            }

            if (!_collected.TryGetValue(step, out var tree))
            {
                _collected[step] = tree = new ReductionTree<Part>(contribution.MicroBatches, (left, right) => Add(left, right, contribution.Format), part => part.Values.Dispose());
            }

            tree.Add(contribution.Node, new Part(contribution.WeightSum, contribution.Values, IsOwn: false));
            if (tree.IsComplete)
            {
                Keep(step, new ReducedGradient(tree.Sum.WeightSum, tree.Sum.Values));
            }
        }
    }

    /// <inheritdoc cref="IGradientReducerService.PutReduced"/>
    public void PutReduced(long step, ReducedGradient reduced)
    {
        lock (_lock)
        {
            if (_reduced.ContainsKey(step) || IsGone(step))
            {
                reduced.Values.Dispose();
            }
            else
            {
                Keep(step, reduced);
            }
        }
    }

    /// <inheritdoc cref="IGradientReducerService.GetReduced"/>
    public async Task<ReduceReply> GetReduced(long step, TimeSpan timeout)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            Task changed;
            TimeSpan left;
            lock (_lock)
            {
                left = timeout - clock.GetElapsedTime(began);
                if (_reduced.GetValueOrDefault(step) is { } reduced)
                {
                    return ReduceReply.Of(reduced with { Values = reduced.Values.ShareWithMessage() });
                }

                if (IsGone(step))
                {
                    return ReduceReply.Gone;
                }

                if (left <= TimeSpan.Zero)
                {
                    return ReduceReply.Pending([.. _collected.GetValueOrDefault(step)?.Present ?? []], IsPassed(step));
                }

                changed = _changed.Next;
            }

            await changed.WaitAsync(left, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private bool IsGone(long step) => _reduced.Count > 0 && step < _reduced.Keys.First();

    private bool IsPassed(long step) => _reduced.Keys.Concat(_collected.Keys).Any(other => other > step);

    private void Keep(long step, ReducedGradient reduced)
    {
        _reduced[step] = reduced;
        while (_reduced.Count > KeptSteps)
        {
            var (oldest, gradient) = _reduced.First();
            _reduced.Remove(oldest);
            gradient.Values.Dispose();
        }

        foreach (var (past, tree) in _collected.Where(collected => collected.Key <= step).ToArray())
        {
            _collected.Remove(past);
            foreach (var part in tree.Parts.Values.Where(part => part.Values != reduced.Values))
            {
                part.Values.Dispose();
            }
        }

        _changed.Raise();
    }

    /// <summary>A contributed block may be shared with its sender and is not written to. Sums belong to the reducer.</summary>
    private static Part Add(Part left, Part right, GradientFormat format)
    {
        var sum = (left.IsOwn, right.IsOwn) switch
        {
            (true, _) => left.Values,
            (_, true) => right.Values,
            _ => PooledBlock.Rent(left.Values.Length),
        };
        GradientEncoding.AddEncoded(left.Values.Bytes, right.Values.Bytes, format, sum.Bytes);
        foreach (var used in new[] { left.Values, right.Values }.Where(block => block != sum))
        {
            used.Dispose();
        }

        return new Part(left.WeightSum + right.WeightSum, sum, IsOwn: true);
    }

    private readonly record struct Part(double WeightSum, PooledBlock Values, bool IsOwn);
}
