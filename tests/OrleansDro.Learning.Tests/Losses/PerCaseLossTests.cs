using OrleansDro.Learning.Losses;
using static TorchSharp.torch;

namespace OrleansDro.Learning.Tests.Losses;

public sealed class PerCaseLossTests
{
    [Fact]
    public void CrossEntropy_UniformLogits_IsLogOfClasses()
    {
        using var scope = NewDisposeScope();
        var losses = new CrossEntropyLoss().Compute(zeros([2, 4, 3, 3, 3]), zeros([2, 3, 3, 3], ScalarType.Int64));
        Assert.Equal([2L], losses.shape);
        Assert.Equal(Math.Log(4), losses[1].item<float>(), 6);
    }

    [Fact]
    public void CrossEntropy_Classification_OneLossACase()
    {
        using var scope = NewDisposeScope();
        var losses = new CrossEntropyLoss().Compute(tensor(new float[,] { { 2, 0 }, { 0, 0 } }), tensor(new long[] { 1, 0 }));
        Assert.Equal(Math.Log(1 + Math.Exp(2)), losses[0].item<float>(), 6);
        Assert.Equal(Math.Log(2), losses[1].item<float>(), 6);
    }

    [Fact]
    public void DiceCrossEntropy_KnownProbabilities_KnownValue()
    {
        using var scope = NewDisposeScope();

        // Two voxels, foreground probability 3/4 and 1/4, reference foreground and background.
        var logits = tensor(new float[] { 0, 0, MathF.Log(3), -MathF.Log(3) }, [1, 2, 1, 1, 2]);
        var loss = new DiceCrossEntropyLoss().Compute(logits, tensor(new long[] { 1, 0 }, [1, 1, 1, 2]));
        var expected = -Math.Log(0.75) + 1 - (((2 * 0.75) + 1) / (1 + 1 + 1));
        Assert.Equal(expected, loss[0].item<float>(), 6);
    }

    [Fact]
    public void DiceCrossEntropy_WithLabels_SoftDiceLossOfEachBesideTheSameLosses()
    {
        using var scope = NewDisposeScope();

        // One case of two voxels and two foreground labels. The reference has label 1 in the first voxel, and label 2 nowhere.
        var probabilities = new[,] { { 0.25, 0.5 }, { 0.5, 0.25 }, { 0.25, 0.25 } };
        var logits = tensor(probabilities, ScalarType.Float32).log().reshape(1, 3, 1, 1, 2);
        var target = tensor(new long[] { 1, 0 }, [1, 1, 1, 2]);
        var (losses, labelLosses) = new DiceCrossEntropyLoss().ComputeWithLabels(logits, target);
        Assert.Equal(new DiceCrossEntropyLoss().Compute(logits, target).data<float>().ToArray(), losses.data<float>().ToArray());
        Assert.Equal([1L, 2L], labelLosses.shape);
        Assert.Equal(1 - (((2 * 0.5) + 1) / (0.75 + 1 + 1)), labelLosses[0, 0].item<float>(), 6);
        Assert.Equal(1 - (1 / (0.5 + 1)), labelLosses[0, 1].item<float>(), 6);
        Assert.False(labelLosses.requires_grad);
    }

    [Fact]
    public void DiceCrossEntropy_CasesTogetherAndAlone_SameLosses()
    {
        using var scope = NewDisposeScope();
        var (logits, target) = (randn([3, 3, 4, 4, 4]), randint(0, 3, [3, 4, 4, 4], dtype: ScalarType.Int64));
        var together = new DiceCrossEntropyLoss().Compute(logits, target);
        for (var i = 0; i < 3; i++)
        {
            var alone = new DiceCrossEntropyLoss().Compute(logits.narrow(0, i, 1), target.narrow(0, i, 1));
            Assert.Equal(together[i].item<float>(), alone[0].item<float>(), 5);
        }
    }
}
