using static TorchSharp.torch;

namespace OrleansDro.Learning.Training;

/// <summary>
/// What each micro-batch contributes to a step, and how the sum of the contributions updates the replica. A contribution depends on the state before the step and on the
/// micro-batch alone, so that it does not matter which replica computes it. On the Torch thread only. Disposing it disposes the replica.
/// </summary>
public interface IUpdateMethod : IDisposable
{
    /// <summary>The replica that is updated.</summary>
    Replica Replica { get; }

    /// <summary>Numbers of a contribution.</summary>
    long ContributionLength { get; }

    /// <summary>What besides the parameters a resumed run needs, by name; each of the shape of the parameters.</summary>
    IReadOnlyDictionary<string, Tensor> State { get; }

    /// <summary>Computes a contribution. The replica is then as it was before, but for its gradients.</summary>
    /// <param name="batches">The cases.</param>
    /// <param name="weigh">Gets the losses after each forward pass, gives the weights.</param>
    /// <param name="passed">Is told after each backward pass.</param>
    /// <param name="step">The step.</param>
    /// <param name="microBatch">The micro-batch, which with the step keys dropout's random numbers.</param>
    /// <param name="contribution">Receives <see cref="ContributionLength"/> numbers.</param>
    /// <returns>The weight that counts in <see cref="Apply"/>.</returns>
    /// <exception cref="TrainingDivergedException">The model gives no finite loss on a blank input.</exception>
    double Compute(IReadOnlyList<BatchBuffer> batches, CaseWeighting weigh, Action passed, long step, int microBatch, Span<float> contribution);

    /// <summary>Takes a step.</summary>
    /// <param name="sum">The sum of the contributions of all micro-batches.</param>
    /// <param name="weightSum">The sum of their weights.</param>
    /// <param name="step">The step.</param>
    void Apply(ReadOnlySpan<float> sum, double weightSum, long step);
}
