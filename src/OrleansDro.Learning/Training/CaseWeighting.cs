namespace OrleansDro.Learning.Training;

/// <summary>
/// Called between the forward and the backward pass with the fresh losses of a micro-batch. Fills in the weight of each case in the gradient.
/// It runs on the Torch thread: it must be quick and must not wait.
/// </summary>
/// <param name="losses">One for each case; not finite if the case could not be computed.</param>
/// <param name="labelLosses">
/// The losses of the labels of each case, case by case, as <see cref="Losses.IPerLabelLoss"/> gives them; empty if the loss is no such loss.
/// </param>
/// <param name="weights">Receives the weights, 0 or more; a case whose loss is not finite always gets the weight 0.</param>
public delegate void CaseWeighting(ReadOnlySpan<float> losses, ReadOnlySpan<float> labelLosses, Span<float> weights);
