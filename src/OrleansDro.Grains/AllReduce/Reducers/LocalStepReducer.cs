using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.AllReduce.Gradients;

namespace OrleansDro.Grains.AllReduce.Reducers;

/// <summary>Adds up in memory the parts of a step that are all computed in one silo.</summary>
/// <param name="buffers">The arrays for the sums.</param>
/// <param name="format">The format to which sums are rounded.</param>
internal sealed class LocalStepReducer(GradientBuffers buffers, GradientFormat format) : IStepReducer
{
    /// <summary>A few threads use all of the memory's bandwidth; more would only take cores from other work.</summary>
    private static readonly int Threads = Math.Min(Environment.ProcessorCount, 8);

    /// <inheritdoc/>
    public bool IsLocal => true;

    /// <inheritdoc/>
    public async Task<StepGradient?> Reduce(StepReduction step)
    {
        var sum = await step.Whole;
        return new StepGradient(step.Step, sum.WeightSum, sum.Single?.Share() ?? await Task.Run(() => AddUp(sum, step.Ended)));
    }

    /// <inheritdoc/>
    public long TakeBytes() => 0;

    private PooledGradient AddUp(GradientSum sum, CancellationToken cancellation)
    {
        var values = buffers.Rent();
        Parallel.For(
            0,
            GradientSlices.CountFor(buffers.Count),
            new ParallelOptions { MaxDegreeOfParallelism = Threads, CancellationToken = cancellation },
            slice =>
            {
                var (first, count) = GradientSlices.Of(slice, buffers.Count);
                sum.CopyTo(first, format, values.Numbers.AsSpan(first, count));
            });
        return values;
    }
}
