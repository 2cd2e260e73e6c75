using OrleansDro.Grains.AllReduce.Gradients;
using OrleansDro.Grains.Protocol.AllReduce;

namespace OrleansDro.Grains.AllReduce.Reducers;

/// <summary>Has the reducers of all silos add up what is computed in several: gives them this silo's sums once, and asks for the result once.</summary>
/// <param name="channel">The way to the reducers.</param>
/// <param name="buffers">Gives room for results.</param>
internal sealed class RemoteStepReducer(ReducerChannel channel, GradientBuffers buffers) : IStepReducer
{
    /// <summary>How long one question for a gradient waits, and members for another one of their silo; after that, what is there has to do.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    /// <summary>The latest step whose gradient the reducers were given by this silo or gave to it.</summary>
    private long _latestKnown = -1;

    public bool IsOnlyOne => false;

    public async Task<StepGradient?> Reduce(StepReduction step)
    {
        var values = buffers.Rent();
        var slices = new ReducedSlices(step.Step, values);
        Task<ExchangeReply>? asking = null;
        try
        {
            var contributed = new HashSet<TreeNode>();
            TreeNode[] contributedBefore = [];
            while (true)
            {
                var (sums, changed) = step.Due(Patience);
                await Supply(step);
                foreach (var (node, sum) in sums.Where(sum => !contributed.Contains(sum.Key)))
                {
                    await channel.Contribute(step.Step, node, sum, step.Ended);
                    contributed.Add(node);
                }

                if (asking is null)
                {
                    contributedBefore = [.. contributed];
                    asking = channel.Get(slices, Patience, step.Ended);
                }

                if (await Task.WhenAny(asking, changed) != asking)
                {
                    continue;
                }

                var reply = await asking;
                asking = null;
                if (slices.IsComplete)
                {
                    Volatile.Write(ref _latestKnown, Math.Max(step.Step, Volatile.Read(ref _latestKnown)));
                    return slices.Gradient with { Values = values.Share() };
                }

                if (reply.IsGone)
                {
                    return null;
                }

                step.Tell(reply);
                var lost = contributedBefore.Where(node => !HasAllOf(reply.Arrived, node, step.MicroBatches)).ToArray();
                if (lost.Length > 0)
                {
                    // A reducer was lost with its silo, and another came up instead.
                    contributed.ExceptWith(lost);
                    Volatile.Write(ref _latestKnown, -1);
                }
            }
        }
        finally
        {
            // Slices that are still coming are written to the array.
            await ((Task?)asking ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            values.Dispose();
        }
    }

    public long TakeBytes() => channel.TakeBytes();

    private async Task Supply(StepReduction step)
    {
        if (step.Before is { } before && before.Step > Volatile.Read(ref _latestKnown))
        {
            await channel.Supply(before, step.Ended);
            Volatile.Write(ref _latestKnown, before.Step);
        }
    }

    private static bool HasAllOf(IReadOnlySet<int> arrived, TreeNode node, int microBatches) =>
        Enumerable.Range(node.First, Math.Min(node.End, microBatches) - node.First).All(arrived.Contains);
}
