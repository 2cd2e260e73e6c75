using OrleansDro.Grains.AllReduce.Gradients;

namespace OrleansDro.Grains.AllReduce.Reducers;

/// <summary>Computes the gradient of a step from the contributions of one silo's trainers.</summary>
internal interface IStepReducer
{
    /// <summary>Whether all micro-batches are computed in this silo, so that no other silo has a gradient that is discarded here.</summary>
    bool IsLocal { get; }

    /// <summary>Reduces a step. It reads no contribution after it has ended.</summary>
    /// <returns>The gradient, or null if it is not kept any more.</returns>
    /// <exception cref="OperationCanceledException">The step is not needed any more.</exception>
    Task<StepGradient?> Reduce(StepReduction step);

    /// <summary>Bytes of gradients that were sent to other silos or received from them since the last call of this method.</summary>
    long TakeBytes();
}
