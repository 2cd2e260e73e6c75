using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.AllReduce.Gradients;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.AllReduce;

namespace OrleansDro.Grains.AllReduce.Reducers;

/// <summary>Sends the gradients of one silo to the reducers of one generation, slice by slice, and fetches the sums.</summary>
/// <remarks>
/// Slices are small and few are in flight at a time, so that other messages between the same silos are not held up. They are handled on the thread pool.
/// </remarks>
/// <param name="reducers">The reducer of each slice, the slice's name, and whether the reducer is in another silo.</param>
/// <param name="length">The number of values in a gradient.</param>
/// <param name="format">How they are encoded.</param>
/// <param name="microBatches">The number of micro-batches of a step.</param>
/// <param name="clock">The time.</param>
internal sealed class ReducerChannel(
    IReadOnlyList<(IGradientReducerService Service, GradientSlice Slice, bool IsElsewhere)> reducers, int length, GradientFormat format, int microBatches, TimeProvider clock)
{
    private const int SlicesAtOnce = 8;

    private long _bytesExchanged;

    /// <summary>Bytes of gradients that were sent to other silos or received from them since the last call of this method.</summary>
    public long TakeBytes() => Interlocked.Exchange(ref _bytesExchanged, 0);

    /// <summary>Sends the gradient over some micro-batches to the reducers. The sum is computed while it is written.</summary>
    public Task Contribute(long step, TreeNode node, GradientSum sum, CancellationToken cancellation) => Send(
        sum, (reducer, slice, block) => reducer.Contribute(slice, new GradientContribution(step, node, microBatches, format, sum.WeightSum, block)), cancellation);

    /// <summary>Sends a gradient that the previous generation has reduced.</summary>
    public Task PutReduced(StepGradient gradient, CancellationToken cancellation) => Send(
        GradientSum.Of(new PartialGradient(gradient.WeightSum, gradient.Values)),
        (reducer, slice, block) => reducer.PutReduced(slice, gradient.Step, new ReducedGradient(gradient.WeightSum, block)),
        cancellation);

    /// <summary>Asks for the slices of a step's gradient that have not arrived.</summary>
    /// <param name="slices">Takes them.</param>
    /// <param name="timeout">How long to wait for them.</param>
    /// <param name="cancellation">Ends all calls.</param>
    /// <returns>
    /// The gradient if all slices have arrived. Else what the reducers of the missing slices report: gone if one of them reports that; the micro-batches that have arrived at
    /// all of them; passed if one of them reports that.
    /// </returns>
    public async Task<AllReduceReply> Get(ReducedSlices slices, TimeSpan timeout, CancellationToken cancellation)
    {
        var began = clock.GetTimestamp();
        var arrived = Enumerable.Range(0, microBatches).ToHashSet();
        var (isGone, isPassed) = (false, false);
        await ForAll(Ask, cancellation);
        return slices.IsComplete ? new AllReduceReply.Reduced(slices.ShareGradient())
            : isGone ? AllReduceReply.Gone.Instance
            : new AllReduceReply.Pending(arrived, isPassed);

        async Task Ask(int slice)
        {
            if (slices.Has(slice))
            {
                return;
            }

            var (reducer, name, isElsewhere) = reducers[slice];
            var left = timeout - clock.GetElapsedTime(began);
            var reply = await RetryUntilAnswered.Call(() => reducer.GetReduced(name, slices.Step, left > TimeSpan.Zero ? left : TimeSpan.Zero), cancellation);
            if (reply.Reduced is { } reduced)
            {
                using var block = reduced.Values;
                slices.Take(slice, reduced.WeightSum, block.Bytes, format);
                Count(block, isElsewhere);
                return;
            }

            lock (arrived)
            {
                isGone |= reply.IsGone;
                isPassed |= reply.IsPassed;
                arrived.IntersectWith(reply.Arrived);
            }
        }
    }

    private Task Send(GradientSum sum, Func<IGradientReducerService, GradientSlice, PooledBlock, Task> send, CancellationToken cancellation)
    {
        return ForAll(SendSlice, cancellation);

        async Task SendSlice(int slice)
        {
            var (reducer, name, isElsewhere) = reducers[slice];
            var (first, count) = GradientSlices.Of(slice, length);
            using var block = PooledBlock.Rent(count * GradientEncoding.SizeOf(format));
            sum.Encode(first, format, block.Bytes);
            await RetryUntilAnswered.Call(() => send(reducer, name, block), cancellation);
            Count(block, isElsewhere);
        }
    }

    private void Count(PooledBlock block, bool isElsewhere) => Interlocked.Add(ref _bytesExchanged, isElsewhere ? block.Length : 0);

    private Task ForAll(Func<int, Task> work, CancellationToken cancellation) => Parallel.ForAsync(
        0, reducers.Count, new ParallelOptions { MaxDegreeOfParallelism = SlicesAtOnce, CancellationToken = cancellation }, async (slice, _) => await work(slice));
}
