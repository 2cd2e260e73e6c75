using static TorchSharp.torch;

namespace OrleansDro.Learning.Losses;

/// <summary>
/// A loss with one value for each case of a batch: hardness is a property of a case, so the mean over the batch is not enough.
/// Bring your own by registering it in a <see cref="Configuration.LearningCatalog"/>.
/// </summary>
public interface IPerCaseLoss
{
    /// <summary>Computes the losses, with their graph.</summary>
    /// <param name="logits">Shape (batch, classes, spatial...) or (batch, classes).</param>
    /// <param name="target">Labels, int64, shape (batch, spatial...) or (batch).</param>
    /// <returns>Shape (batch), in the caller's dispose scope.</returns>
    Tensor Compute(Tensor logits, Tensor target);
}
