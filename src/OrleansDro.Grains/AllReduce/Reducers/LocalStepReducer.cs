using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.AllReduce.Gradients;

namespace OrleansDro.Grains.AllReduce.Reducers;

/// <summary>Adds up in memory what is all computed in one silo.</summary>
/// <param name="buffers">Gives room for the sums.</param>
/// <param name="format">To which format sums are rounded.</param>
internal sealed class LocalStepReducer(GradientBuffers buffers, GradientFormat format) : IStepReducer
{
    /// <summary>A few threads use all of the memory's bandwidth; more would only take them from others.</summary>
    private static readonly int Threads = Math.Min(Environment.ProcessorCount, 8);

    public bool IsOnlyOne => true;

    public async Task<StepGradient?> Reduce(StepReduction step)
    {
        var sum = await step.Whole;
        return new StepGradient(step.Step, sum.WeightSum, sum.Single?.Share() ?? await Task.Run(() => AddUp(sum, step.Ended)));
    }

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
