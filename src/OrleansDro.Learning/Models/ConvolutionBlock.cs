using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OrleansDro.Learning.Models;

/// <summary>Twice: 3x3x3 convolution, normalisation of each channel of each case, leaky ReLU (slope 0.01). The first may halve the resolution.</summary>
internal sealed class ConvolutionBlock : nn.Module<Tensor, Tensor>
{
    // Lives on for the reason that Scalars gives.
    private static readonly Scalar NegativeSlope = 0.01.ToScalar();

    private readonly Conv3d _first, _second;
    private readonly GroupNorm _firstNorm, _secondNorm;

    public ConvolutionBlock(int inputChannels, int outputChannels, int stride)
        : base(nameof(ConvolutionBlock))
    {
        // One group for each channel is instance normalisation, by the faster of the two kernels; it has no running statistics.
        // The normalisation takes the mean away, so the convolutions need no bias.
        _first = nn.Conv3d(inputChannels, outputChannels, 3, stride: stride, padding: 1, bias: false);
        _firstNorm = Normalisation.CreateGroupNorm(outputChannels, outputChannels);
        _second = nn.Conv3d(outputChannels, outputChannels, 3, padding: 1, bias: false);
        _secondNorm = Normalisation.CreateGroupNorm(outputChannels, outputChannels);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var middle = _firstNorm.call(_first.call(input)).leaky_relu_(NegativeSlope);
        return _secondNorm.call(_second.call(middle)).leaky_relu_(NegativeSlope).MoveToOuterDisposeScope();
    }
}
