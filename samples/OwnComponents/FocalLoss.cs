using OrleansDro.Learning.Losses;
using static TorchSharp.torch;

namespace OwnComponents;

/// <summary>The focal loss with gamma 2 (Lin et al., "Focal loss for dense object detection", 2017), one value for each case.</summary>
internal sealed class FocalLoss : IPerCaseLoss
{
    public Tensor Compute(Tensor logits, Tensor target)
    {
        using var scope = NewDisposeScope();
        var crossEntropy = nn.functional.cross_entropy(logits, target, reduction: nn.Reduction.None);
        return ((1 - (-crossEntropy).exp()).square() * crossEntropy).MoveToOuterDisposeScope();
    }
}
