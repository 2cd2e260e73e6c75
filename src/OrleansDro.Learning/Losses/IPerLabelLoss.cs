using static TorchSharp.torch;

namespace OrleansDro.Learning.Losses;

/// <summary>
/// A loss that also measures each label of a case. Draws use the loss of the whole case only. The losses of its labels are recorded beside it, and show which label makes the case
/// hard.
/// </summary>
public interface IPerLabelLoss : IPerCaseLoss
{
    /// <summary>Computes the losses as <see cref="IPerCaseLoss.Compute"/> does, with the same bits, and those of the labels.</summary>
    /// <param name="logits">Shape (batch, classes, spatial...).</param>
    /// <param name="target">Labels, int64, shape (batch, spatial...).</param>
    /// <returns>
    /// The losses, shape (batch), with their graph; and the losses of the foreground labels in label order, float32, shape (batch, classes - 1), without a graph. Both are in the
    /// caller's dispose scope.
    /// </returns>
    (Tensor Losses, Tensor LabelLosses) ComputeWithLabels(Tensor logits, Tensor target);
}
