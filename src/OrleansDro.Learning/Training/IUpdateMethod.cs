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

    /// <summary>The state that a resumed run needs besides the parameters, by name; each of the parameters' shape.</summary>
    IReadOnlyDictionary<string, Tensor> State { get; }

    /// <summary>Computes a contribution. Of the replica only the gradients change.</summary>
    /// <param name="batches">The cases.</param>
    /// <param name="weigh">Computes the weights from the losses after each forward pass.</param>
    /// <param name="passed">Called after each backward pass.</param>
    /// <param name="step">The step.</param>
    /// <param name="microBatch">The micro-batch, which with the step keys dropout's random numbers.</param>
    /// <param name="contribution">Receives <see cref="ContributionLength"/> numbers.</param>
    /// <returns>The weight that counts in <see cref="Apply"/>.</returns>
    /// <exception cref="TrainingDivergedException">The model has no finite loss on a blank input.</exception>
    double Compute(IReadOnlyList<BatchBuffer> batches, CaseWeighting weigh, Action passed, long step, int microBatch, Span<float> contribution);

    /// <summary>Takes a step.</summary>
    /// <param name="sum">The sum of the contributions of all micro-batches.</param>
    /// <param name="weightSum">The sum of their weights.</param>
    /// <param name="step">The step.</param>
    void Apply(ReadOnlySpan<float> sum, double weightSum, long step);
}
