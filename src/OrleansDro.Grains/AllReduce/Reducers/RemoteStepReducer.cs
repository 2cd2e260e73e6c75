using OrleansDro.Grains.AllReduce.Gradients;
using OrleansDro.Grains.Protocol.AllReduce;

namespace OrleansDro.Grains.AllReduce.Reducers;

/// <summary>Reduces a step whose parts are computed in several silos: sends the sums of this silo to the reducers once, and fetches the result once.</summary>
/// <param name="channel">Reaches the reducers.</param>
/// <param name="buffers">The arrays for results.</param>
internal sealed class RemoteStepReducer(ReducerChannel channel, GradientBuffers buffers) : IStepReducer
{
    /// <summary>How long one request for a gradient waits, and how long members wait for another one of their silo before their own sums are sent.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>The latest step whose gradient the reducers have, as this silo sent it or received it.</summary>
    private long _latestReduced = -1;

    /// <inheritdoc/>
    public bool IsLocal => false;

    /// <inheritdoc/>
    public async Task<StepGradient?> Reduce(StepReduction step)
    {
        var values = buffers.Rent();
        var slices = new ReducedSlices(step.Step, values);
        Task<AllReduceReply>? asking = null;
        try
        {
            var contributed = new HashSet<TreeNode>();
            TreeNode[] contributedBefore = [];
            while (true)
            {
                var (sums, changed) = step.TakeReadySums(PollInterval);
                await PutPrevious(step);
                foreach (var (node, sum) in sums.Where(sum => !contributed.Contains(sum.Key)))
                {
                    await channel.Contribute(step.Step, node, sum, step.Ended);
                    contributed.Add(node);
                }

                if (asking is null)
                {
                    contributedBefore = [.. contributed];
                    asking = channel.Get(slices, PollInterval, step.Ended);
                }

                if (await Task.WhenAny(asking, changed) != asking)
                {
                    continue;
                }

                var reply = await asking;
                asking = null;
                switch (reply)
                {
                    case AllReduceReply.Reduced reduced:
                        Volatile.Write(ref _latestReduced, Math.Max(step.Step, Volatile.Read(ref _latestReduced)));
                        return reduced.Gradient;
                    case AllReduceReply.Pending pending:
                        step.RecordRemoteReply(pending);
                        DiscardLost(contributed, contributedBefore, pending.Arrived, step.MicroBatches);
                        break;
                    default:
                        return null;
                }
            }
        }
        finally
        {
            // Slices that still arrive are written to the array.
            await ((Task?)asking ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            values.Dispose();
        }
    }

    /// <inheritdoc/>
    public long TakeBytes() => channel.TakeBytes();

    private async Task PutPrevious(StepReduction step)
    {
        if (step.Previous is { } previous && previous.Step > Volatile.Read(ref _latestReduced))
        {
            await channel.PutReduced(previous, step.Ended);
            Volatile.Write(ref _latestReduced, previous.Step);
        }
    }

    /// <summary>If a reducer lacks sums that were sent to it, it was lost with its silo and another one has replaced it: they are sent again, and so is the previous gradient.</summary>
    private void DiscardLost(HashSet<TreeNode> contributed, TreeNode[] contributedBefore, IReadOnlySet<int> arrived, int microBatches)
    {
        var lost = contributedBefore.Where(node => !HasAllOf(arrived, node, microBatches)).ToArray();
        if (lost.Length > 0)
        {
            contributed.ExceptWith(lost);
            Volatile.Write(ref _latestReduced, -1);
        }
    }

    private static bool HasAllOf(IReadOnlySet<int> arrived, TreeNode node, int microBatches) =>
        Enumerable.Range(node.First, Math.Min(node.End, microBatches) - node.First).All(arrived.Contains);
}
