using OrleansDro.Learning.Torch;
using OrleansDro.Robustness.Errors;
using static TorchSharp.torch;

namespace OrleansDro.Learning.Losses;

/// <summary>
/// Cross-entropy plus soft Dice loss of each case: CE + 1 - mean over foreground classes of (2 sum(p g) + s) / (sum p + sum g + s).
/// The smoothing s is 1, so that a class that neither reference nor prediction has costs nothing (Milletari et al. 2016; Isensee et al. 2021).
/// In practice 0 to about 2 at the start of training. The loss of a label is its soft Dice loss, 0 to 1.
/// </summary>
public sealed class DiceCrossEntropyLoss : IPerLabelLoss
{
    /// <inheritdoc/>
    /// <exception cref="InvalidInputException">The logits have no voxels, or fewer than two classes.</exception>
    public Tensor Compute(Tensor logits, Tensor target)
    {
        var (losses, labelLosses) = ComputeWithLabels(logits, target);
        labelLosses.Dispose();
        return losses;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidInputException">The logits have no voxels, or fewer than two classes.</exception>
    public (Tensor Losses, Tensor LabelLosses) ComputeWithLabels(Tensor logits, Tensor target)
    {
        if (logits.dim() < 3 || logits.shape[1] < 2)
        {
            throw new InvalidInputException("The loss 'diceCrossEntropy' needs a segmentation with at least one foreground class; use 'crossEntropy' for classification.");
        }

        using var scope = NewDisposeScope();
        var foreground = logits.shape[1] - 1;
        var logProbabilities = nn.functional.log_softmax(logits, 1);
        var crossEntropy = CrossEntropyLoss.OfLogProbabilities(logProbabilities, target);

        var classes = tensor(ForegroundLabels(foreground), [1, foreground, 1]).to(logits.device);
        var reference = target.flatten(1).unsqueeze(1).eq(classes).to(logits.dtype);
        var probabilities = logProbabilities.narrow(1, 1, foreground).exp().flatten(2);
        var overlap = (probabilities * reference).sum([2L]);
        var dice = overlap.add(overlap, Scalars.One).add_(Scalars.One, Scalars.One).div(probabilities.sum([2L]).add(reference.sum([2L]), Scalars.One).add_(Scalars.One, Scalars.One));
        var losses = crossEntropy.add(Scalars.One, Scalars.One).sub(dice.mean([1L]));
        var labelLosses = ones_like(dice).sub_(dice.detach());
        return (losses.MoveToOuterDisposeScope(), labelLosses.MoveToOuterDisposeScope());
    }

    private static long[] ForegroundLabels(long count)
    {
        var labels = new long[count];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = i + 1;
        }

        return labels;
    }
}
