using OrleansDro.Grains.AllReduce.Gradients;

namespace OrleansDro.Grains.AllReduce.Reducers;

/// <summary>Makes a step's gradient of what the trainers of one silo give.</summary>
internal interface IStepReducer
{
    /// <summary>Whether all micro-batches are computed in this silo, so that nobody else has what is forgotten here.</summary>
    bool IsOnlyOne { get; }

    /// <summary>Reduces a step. Reads nothing that was given for it when it has ended.</summary>
    /// <returns>The gradient, or null where it is gone.</returns>
    /// <exception cref="OperationCanceledException">Nobody needs the step any more.</exception>
    Task<StepGradient?> Reduce(StepReduction step);

    /// <summary>Bytes of gradients that went to other silos or came from them since this was asked last.</summary>
    long TakeBytes();
}
