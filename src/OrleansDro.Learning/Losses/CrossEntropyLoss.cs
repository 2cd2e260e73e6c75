using static TorchSharp.torch;

namespace OrleansDro.Learning.Losses;

/// <summary>Cross-entropy: the mean of -log p(label) over the voxels of each case, or of its one label; in nats, 0 or more, unbounded.</summary>
public sealed class CrossEntropyLoss : IPerCaseLoss
{
    /// <inheritdoc/>
    public Tensor Compute(Tensor logits, Tensor target)
    {
        using var scope = NewDisposeScope();
        return OfLogProbabilities(nn.functional.log_softmax(logits, 1), target).MoveToOuterDisposeScope();
    }

    internal static Tensor OfLogProbabilities(Tensor logProbabilities, Tensor target)
    {
        var perVoxel = nn.functional.nll_loss(logProbabilities, target, reduction: nn.Reduction.None);
        return perVoxel.dim() == 1 ? perVoxel : perVoxel.flatten(1).mean([1L]);
    }
}
