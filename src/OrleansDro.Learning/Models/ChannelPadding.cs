using OrleansDro.Learning.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OrleansDro.Learning.Models;

/// <summary>
/// Convolutions over activations whose channels are padded with zeros to whole vectors, so that the library does not pad: the padding of oneDNN is wrong on processors
/// that hide their caches, see <see cref="ProcessorCaches"/>. oneDNN pads to whole vectors itself, so the arithmetic is mostly the same amount. Transposed convolutions, and the
/// gradients of strided ones, take vectors in pairs there: they are wrong for 3, 5 or 7 vectors of channels, and right for 1 and for even numbers. The layers keep the parameters of the
/// network's real channels. They are padded in the forward pass, by an operation through which the gradients flow back.
/// </summary>
/// <param name="vector">The channels of activations fill one vector of this width, or an even number of them; 1: nothing is padded.</param>
internal sealed class ChannelPadding(int vector)
{
    /// <summary>Float32 numbers in the widest vector of an x86 processor (AVX-512). oneDNN's blocks of channels are this or half of it.</summary>
    public const int VectorWidth = 16;

    /// <summary>The padding that this process needs.</summary>
    public static ChannelPadding OfProcess { get; } = new(ProcessorCaches.AreHidden ? VectorWidth : 1);

    /// <summary>The number of channels of an activation after padding.</summary>
    public long Of(long channels)
    {
        var vectors = (channels + vector - 1) / vector;
        return vector * (vector == 1 || vectors == 1 ? vectors : vectors + (vectors % 2));
    }

    /// <summary>
    /// Pads the channels of the network's input. Up to a vector's width of channels oneDNN reads them without padding of its own, and they stay: a one-channel image would cost
    /// as much as one of 16 channels.
    /// </summary>
    /// <param name="input">Shape (batch, channels, spatial...).</param>
    public Tensor PadInput(Tensor input) => input.shape[1] <= VectorWidth ? input : Pad(input, 1);

    /// <summary>A 3D convolution.</summary>
    /// <param name="layer">The layer, with the parameters of the real channels.</param>
    /// <param name="input">Shape (batch, channels, depth, height, width), padded unless it is the network's own input.</param>
    /// <param name="parts">How many activations of equally many channels were concatenated to the input; each has its own padding.</param>
    /// <returns>The output, with padded channels that are zero.</returns>
    public Tensor Call(Conv3d layer, Tensor input, int parts = 1)
    {
        if (IsWhole(layer, input))
        {
            return layer.call(input);
        }

        var weight = Pad(PadInputs(layer.weight, 1, input.shape[1], parts), 0);
        return nn.functional.conv3d(input, weight, PadOrNull(layer.bias), layer.stride, layer.padding, layer.dilation);
    }

    /// <summary>A 2D convolution.</summary>
    /// <param name="layer">The layer, with the parameters of the real channels.</param>
    /// <param name="input">Shape (batch, channels, height, width), padded unless it is the network's own input.</param>
    /// <returns>The output, with padded channels that are zero.</returns>
    public Tensor Call(Conv2d layer, Tensor input)
    {
        if (IsWhole(layer, input))
        {
            return layer.call(input);
        }

        var weight = Pad(PadInputs(layer.weight, 1, input.shape[1], 1), 0);
        return nn.functional.conv2d(input, weight, PadOrNull(layer.bias), layer.stride, layer.padding, layer.dilation);
    }

    /// <summary>A transposed 3D convolution.</summary>
    /// <param name="layer">The layer, with the parameters of the real channels.</param>
    /// <param name="input">Shape (batch, channels, depth, height, width), padded.</param>
    /// <returns>The output, with padded channels that are zero.</returns>
    public Tensor Call(ConvTranspose3d layer, Tensor input)
    {
        if (IsWhole(layer, input))
        {
            return layer.call(input);
        }

        var weight = Pad(PadInputs(layer.weight, 0, input.shape[1], 1), 1);
        return nn.functional.conv_transpose3d(input, weight, PadOrNull(layer.bias), layer.stride, layer.padding, layer.output_padding, layer.dilation);
    }

    /// <summary>A normalization of each channel by itself: padded channels stay zero.</summary>
    /// <param name="layer">A group norm with as many groups as real channels.</param>
    /// <param name="input">Shape (batch, channels, spatial...), padded.</param>
    public Tensor Call(GroupNorm layer, Tensor input) => Of(layer.num_groups) == layer.num_groups
        ? layer.call(input)
        : nn.functional.group_norm(input, input.shape[1], Pad(layer.weight!, 0), Pad(layer.bias!, 0), layer.eps);

    /// <summary>Takes the real channels of an activation.</summary>
    /// <param name="activation">Shape (batch, channels, spatial...), padded.</param>
    /// <param name="channels">The number of real channels; they come first.</param>
    public static Tensor Real(Tensor activation, long channels) => activation.shape[1] == channels ? activation : activation.narrow(1, 0, channels);

    /// <summary>Pads an activation's real channels.</summary>
    /// <param name="activation">Shape (batch, channels, spatial...).</param>
    public Tensor PadActivation(Tensor activation) => Pad(activation, 1);

    private bool IsWhole(Convolution layer, Tensor input) => Of(layer.out_channels) == layer.out_channels && input.shape[1] == layer.in_channels;

    private Tensor? PadOrNull(Tensor? vector) => vector is null ? null : Pad(vector, 0);

    private Tensor Pad(Tensor tensor, int dimension) => Widen(tensor, dimension, Of(tensor.shape[dimension]));

    /// <summary>Pads the weights of a layer's input channels, each part by itself.</summary>
    private static Tensor PadInputs(Tensor weight, int dimension, long channels, int parts) => parts == 1
        ? Widen(weight, dimension, channels)
        : cat([.. weight.chunk(parts, dimension).Select(part => Widen(part, dimension, channels / parts))], dimension);

    private static Tensor Widen(Tensor tensor, int dimension, long extent)
    {
        var missing = extent - tensor.shape[dimension];
        if (missing == 0)
        {
            return tensor;
        }

        // Two numbers for each dimension from the last to this one: zeros before and after.
        var amounts = new long[2 * (tensor.dim() - dimension)];
        amounts[^1] = missing;
        return nn.functional.pad(tensor, amounts);
    }
}
