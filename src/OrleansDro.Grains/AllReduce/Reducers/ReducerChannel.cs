using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.AllReduce.Gradients;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.AllReduce;

namespace OrleansDro.Grains.AllReduce.Reducers;

/// <summary>The way of one silo to the reducers of one generation: each slice of a gradient goes to its reducer and comes back added up.</summary>
/// <remarks>
/// Slices are small and few are on their way at a time, so that other messages between the same silos come through. They are handled on the thread pool.
/// </remarks>
/// <param name="reducers">The reducer of each slice, the slice's name, and whether the reducer is in another silo.</param>
/// <param name="numbers">Numbers of a gradient.</param>
/// <param name="format">How they travel.</param>
/// <param name="microBatches">Micro-batches of a step.</param>
/// <param name="clock">The time.</param>
internal sealed class ReducerChannel(
    IReadOnlyList<(IGradientReducerService Service, GradientSlice Slice, bool IsElsewhere)> reducers, int numbers, GradientFormat format, int microBatches, TimeProvider clock)
{
    private const int SlicesAtOnce = 8;

    private long _bytesExchanged;

    /// <summary>Bytes of gradients that went to other silos or came from them since this was asked last.</summary>
    public long TakeBytes() => Interlocked.Exchange(ref _bytesExchanged, 0);

    /// <summary>Gives the gradient over some micro-batches to the reducers, and computes it on the way.</summary>
    public Task Contribute(long step, TreeNode node, GradientSum sum, CancellationToken cancellation) => Send(
        sum, (reducer, slice, block) => reducer.Contribute(slice, new GradientContribution(step, node, microBatches, format, sum.WeightSum, block)), cancellation);

    /// <summary>Gives a gradient that the generation before has reduced.</summary>
    public Task Supply(StepGradient gradient, CancellationToken cancellation) => Send(
        GradientSum.Of(new PartialGradient(gradient.WeightSum, gradient.Values)),
        (reducer, slice, block) => reducer.Supply(slice, gradient.Step, new ReducedGradient(gradient.WeightSum, block)),
        cancellation);

    /// <summary>Asks for the slices of a step's gradient that have not come.</summary>
    /// <param name="slices">Takes them.</param>
    /// <param name="patience">How long to wait for them.</param>
    /// <param name="cancellation">Ends all calls.</param>
    /// <returns>What all reducers know where slices are missing: the micro-batches that have arrived at each; whether one knows that the step is gone, or passed.</returns>
    public async Task<ExchangeReply> Get(ReducedSlices slices, TimeSpan patience, CancellationToken cancellation)
    {
        var began = clock.GetTimestamp();
        var arrived = Enumerable.Range(0, microBatches).ToHashSet();
        var (isGone, isPassed) = (false, false);
        await ForAll(Ask, cancellation);
        return new ExchangeReply(null, isGone, arrived, isPassed);

        async Task Ask(int slice)
        {
            if (slices.Has(slice))
            {
                return;
            }

            var (reducer, name, isElsewhere) = reducers[slice];
            var left = patience - clock.GetElapsedTime(began);
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
            var (first, count) = GradientSlices.Of(slice, numbers);
            using var block = PooledBlock.Rent(count * GradientNumbers.SizeOf(format));
            sum.Write(first, format, block.Bytes);
            await RetryUntilAnswered.Call(() => send(reducer, name, block), cancellation);
            Count(block, isElsewhere);
        }
    }

    private void Count(PooledBlock block, bool isElsewhere) => Interlocked.Add(ref _bytesExchanged, isElsewhere ? block.Length : 0);

    private Task ForAll(Func<int, Task> work, CancellationToken cancellation) => Parallel.ForAsync(
        0, reducers.Count, new ParallelOptions { MaxDegreeOfParallelism = SlicesAtOnce, CancellationToken = cancellation }, async (slice, _) => await work(slice));
}
