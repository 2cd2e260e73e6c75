using OrleansDro.Learning.Data;
using OrleansDro.Learning.Losses;
using OrleansDro.Learning.Models;
using OrleansDro.Learning.Optimization;
using OrleansDro.Learning.Training;
using static TorchSharp.torch;

namespace OrleansDro.Learning.Tests.Models;

/// <summary>A network with padded channels is the same network: same parameters, same function, same gradients.</summary>
public sealed class ChannelPaddingTests
{
    private static readonly ChannelPadding None = new(1), Padded = new(ChannelPadding.VectorWidth);

    [Theory]
    [InlineData(1, 16)]
    [InlineData(16, 16)]
    [InlineData(17, 32)]
    [InlineData(40, 64)]
    [InlineData(64, 64)]
    [InlineData(65, 96)]
    public void Of_Channels_AreOneVectorOrAnEvenNumberOfThem(int channels, int expected)
    {
        Assert.Equal(expected, Padded.Of(channels));
        Assert.Equal(channels, None.Of(channels));
    }

    [Theory]
    [InlineData(1, 8, 16, 32)]
    [InlineData(2, 12, 20, 24)]
    [InlineData(3, 40, 4)]
    [InlineData(20, 16, 32)] // more channels in the image than a vector has numbers
    public void UNet_Padded_HasTheSameLossesAndGradients(int inputChannels, params int[] channels)
    {
        var task = new TaskDescription(TaskKind.Segmentation, inputChannels, ["background", "one", "two"], [8, 8, 8]);
        var options = new UNet3dOptions { Channels = channels };
        RequireSame(task, new DiceCrossEntropyLoss(), () => new UNet3d(options, task, None), () => new UNet3d(options, task, Padded));
    }

    [Theory]
    [InlineData(1, 16, 32)]
    [InlineData(3, 8, 24)]
    [InlineData(17, 5, 33)]
    public void Classifier_Padded_HasTheSameLossesAndGradients(int inputChannels, params int[] channels)
    {
        var task = new TaskDescription(TaskKind.Classification, inputChannels, ["one", "two", "three"], [12, 12]);
        var options = new ConvolutionalClassifierOptions { Channels = channels };
        RequireSame(task, new CrossEntropyLoss(), () => new ConvolutionalClassifier(options, task, None), () => new ConvolutionalClassifier(options, task, Padded));
    }

    private static void RequireSame(TaskDescription task, IPerCaseLoss loss, Func<nn.Module<Tensor, Tensor>> plain, Func<nn.Module<Tensor, Tensor>> padded)
    {
        var (expected, losses, names) = Compute(task, loss, plain);
        var (actual, paddedLosses, paddedNames) = Compute(task, loss, padded);
        Assert.Equal(names, paddedNames);
        Assert.All(losses.Zip(paddedLosses), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        var scale = expected.Max(Math.Abs);
        Assert.True(scale > 1e-3);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4 * scale));
    }

    private static (float[] Gradient, float[] Losses, string[] Names) Compute(TaskDescription task, IPerCaseLoss loss, Func<nn.Module<Tensor, Tensor>> create)
    {
        using var replica = new Replica(create, loss, new SgdOptions(), CPU, seed: 3);
        using var batch = new BatchBuffer(task, 2);
        Learning.SelfTesting.SelfTestInput.Fill(batch, task, seed: 5, trial: 0);
        float[] losses = [];
        replica.Compute([batch], (fresh, _, weights) =>
        {
            losses = fresh.ToArray();
            weights.Fill(1);
        }, 0, 0);
        var gradient = new float[replica.Parameters.Count];
        replica.Parameters.CopyGradientTo(gradient);
        return (gradient, losses, [.. replica.Parameters.Slices.Select(slice => slice.Name)]);
    }
}
