using OrleansDro.Learning.Data;
using OrleansDro.Robustness.Errors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OrleansDro.Learning.Models;

/// <summary>
/// A 3D U-Net (Çiçek et al. 2016) with strided convolutions down and transposed convolutions up. Input (batch, channels, depth, height, width),
/// output logits (batch, classes, depth, height, width). Extents must be divisible by 2^(levels - 1).
/// </summary>
public sealed class UNet3d : nn.Module<Tensor, Tensor>, IPadsChannels
{
    private readonly ModuleList<nn.Module<Tensor, Tensor>> _down, _up;
    private readonly ModuleList<ConvTranspose3d> _raise;
    private readonly Conv3d _head;
    private readonly ChannelPadding _padding;

    /// <summary>Builds the network for a task.</summary>
    /// <exception cref="InvalidInputException">The options are out of range, or the task is no 3D segmentation of divisible extents.</exception>
    public UNet3d(UNet3dOptions options, TaskDescription task)
        : this(options, task, ChannelPadding.OfProcess)
    {
    }

    internal UNet3d(UNet3dOptions options, TaskDescription task, ChannelPadding padding)
        : base(nameof(UNet3d))
    {
        _padding = padding;
        options.Validate();
        CheckTask(options, task);
        var channels = options.Channels;
        _down = [];
        _raise = [];
        _up = [];
        _down.Add(new ConvolutionBlock(task.InputChannels, channels[0], stride: 1, padding));
        for (var level = 1; level < channels.Count; level++)
        {
            _down.Add(new ConvolutionBlock(channels[level - 1], channels[level], stride: 2, padding));
        }

        for (var level = channels.Count - 2; level >= 0; level--)
        {
            _raise.Add(nn.ConvTranspose3d(channels[level + 1], channels[level], 2, stride: 2));
            _up.Add(new ConvolutionBlock(2 * channels[level], channels[level], stride: 1, padding, inputParts: 2));
        }

        _head = nn.Conv3d(channels[0], task.ClassNames.Count, 1);
        RegisterComponents();
    }

    /// <summary>
    /// The smallest volume on which the network can be tested: 4x2x2 voxels at the coarsest level, or fewer if the task has fewer. A normalization needs several voxels, and a
    /// depth of 2 takes a kernel of its own in libtorch 2.10 that larger volumes do not use.
    /// </summary>
    /// <param name="options">The options.</param>
    /// <param name="task">The run's task.</param>
    public static IReadOnlyList<int> SmallestExample(UNet3dOptions options, TaskDescription task)
    {
        var divisor = 1 << (options.Channels.Count - 1);
        return [.. task.ExampleShape.Select((extent, axis) => Math.Min(extent, (axis == 0 ? 4 : 2) * divisor))];
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var skips = new List<Tensor>(_down.Count);
        var features = _padding.PadInput(input);
        foreach (var block in _down)
        {
            features = block.call(features);
            skips.Add(features);
        }

        for (var i = 0; i < _up.Count; i++)
        {
            var skip = skips[_up.Count - 1 - i];
            features = _up[i].call(cat([_padding.Call(_raise[i], features), skip], 1));
        }

        return ChannelPadding.Real(_padding.Call(_head, features), _head.out_channels).MoveToOuterDisposeScope();
    }

    private static void CheckTask(UNet3dOptions options, TaskDescription task)
    {
        var divisor = 1 << (options.Channels.Count - 1);
        if (task.Kind != TaskKind.Segmentation || task.ExampleShape.Count != 3)
        {
            throw new InvalidInputException("The model 'unet3d' segments 3D volumes, but the task of this data set is another one; choose another model.");
        }

        if (task.ExampleShape.Any(extent => extent % divisor != 0))
        {
            throw new InvalidInputException(
                $"A U-Net of {options.Channels.Count} levels needs patch extents divisible by {divisor}; the patch is {string.Join("x", task.ExampleShape)}.");
        }
    }
}
