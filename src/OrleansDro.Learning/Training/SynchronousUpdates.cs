using static TorchSharp.torch;

namespace OrleansDro.Learning.Training;

/// <summary>Each step is one step of the optimizer on the mean gradient of the whole batch: plain minibatch SGD. A micro-batch contributes the sum of its weighted gradients.</summary>
/// <param name="replica">The replica, which it owns.</param>
/// <param name="scale">How the sum becomes a mean.</param>
/// <param name="batchSize">Cases of a step.</param>
/// <param name="steps">Steps of the run, for the learning rate's schedule.</param>
public sealed class SynchronousUpdates(Replica replica, GradientScale scale, int batchSize, long steps) : IUpdateMethod
{
    /// <inheritdoc/>
    public Replica Replica => replica;

    /// <inheritdoc/>
    public long ContributionLength => replica.Parameters.Count;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> State => replica.OptimizerState;

    /// <inheritdoc/>
    /// <remarks>All batches in one pass.</remarks>
    public double Compute(IReadOnlyList<BatchBuffer> batches, CaseWeighting weigh, Action passed, long step, int microBatch, Span<float> contribution)
    {
        var weightSum = replica.Compute(batches, weigh, step, microBatch);
        passed();
        replica.Parameters.CopyGradientTo(contribution);
        return weightSum;
    }

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<float> sum, double weightSum, long step)
    {
        replica.Parameters.SetGradient(sum);
        replica.Apply(scale.Of(weightSum, batchSize), step, steps);
    }

    /// <inheritdoc/>
    public void Dispose() => replica.Dispose();
}
