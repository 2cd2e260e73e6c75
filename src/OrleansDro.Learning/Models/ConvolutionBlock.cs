using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OrleansDro.Learning.Models;

/// <summary>Twice: 3x3x3 convolution, normalization of each channel of each case, leaky ReLU (slope 0.01). The first may halve the resolution.</summary>
internal sealed class ConvolutionBlock : nn.Module<Tensor, Tensor>
{
    // Never disposed, for the reason given at Scalars.
    private static readonly Scalar NegativeSlope = 0.01.ToScalar();

    private readonly Conv3d _first, _second;
    private readonly GroupNorm _firstNorm, _secondNorm;
    private readonly ChannelPadding _padding;
    private readonly int _inputParts;

    /// <summary>Builds the block.</summary>
    /// <param name="inputChannels">Real channels of the input.</param>
    /// <param name="outputChannels">Real channels of the output.</param>
    /// <param name="stride">1, or 2 to halve the resolution.</param>
    /// <param name="padding">The padding of activations.</param>
    /// <param name="inputParts">How many activations of equally many channels are concatenated to the input.</param>
    public ConvolutionBlock(int inputChannels, int outputChannels, int stride, ChannelPadding padding, int inputParts = 1)
        : base(nameof(ConvolutionBlock))
    {
        (_padding, _inputParts) = (padding, inputParts);

        // One group for each channel is instance normalization, by the faster of the two kernels; it has no running statistics.
        // The normalization removes the mean, so the convolutions need no bias.
        _first = nn.Conv3d(inputChannels, outputChannels, 3, stride: stride, padding: 1, bias: false);
        _firstNorm = Normalization.CreateGroupNorm(outputChannels, outputChannels);
        _second = nn.Conv3d(outputChannels, outputChannels, 3, padding: 1, bias: false);
        _secondNorm = Normalization.CreateGroupNorm(outputChannels, outputChannels);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var middle = _padding.Call(_firstNorm, _padding.Call(_first, input, _inputParts)).leaky_relu_(NegativeSlope);
        return _padding.Call(_secondNorm, _padding.Call(_second, middle)).leaky_relu_(NegativeSlope).MoveToOuterDisposeScope();
    }
}
