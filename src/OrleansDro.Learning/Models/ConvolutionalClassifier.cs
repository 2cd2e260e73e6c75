using OrleansDro.Learning.Data;
using OrleansDro.Robustness.Errors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OrleansDro.Learning.Models;

/// <summary>A small 2D convolutional network for classification. Input (batch, channels, height, width), output logits (batch, classes).</summary>
public sealed class ConvolutionalClassifier : nn.Module<Tensor, Tensor>, IPadsChannels
{
    private readonly ModuleList<Conv2d> _convolutions = [];
    private readonly ModuleList<GroupNorm> _norms = [];
    private readonly Linear _hidden, _head;
    private readonly ChannelPadding _padding;

    /// <summary>Builds the network for a task.</summary>
    /// <exception cref="InvalidInputException">The options are out of range, or the task is no classification of large enough 2D images.</exception>
    public ConvolutionalClassifier(ConvolutionalClassifierOptions options, TaskDescription task)
        : this(options, task, ChannelPadding.OfProcess)
    {
    }

    internal ConvolutionalClassifier(ConvolutionalClassifierOptions options, TaskDescription task, ChannelPadding padding)
        : base(nameof(ConvolutionalClassifier))
    {
        _padding = padding;
        options.Validate();
        if (task.Kind != TaskKind.Classification || task.ExampleShape.Count != 2)
        {
            throw new InvalidInputException("The model 'cnn' classifies 2D images, but the task of this data set is another one; choose another model.");
        }

        if (task.ExampleShape.Any(extent => extent >> options.Channels.Count == 0))
        {
            throw new InvalidInputException(
                $"model.channels has {options.Channels.Count} levels, too many for images of {string.Join("x", task.ExampleShape)}.");
        }

        var channels = task.InputChannels;
        foreach (var next in options.Channels)
        {
            _convolutions.Add(nn.Conv2d(channels, next, 3, padding: 1));
            _norms.Add(Normalization.CreateGroupNorm(1, next));
            channels = next;
        }

        var features = task.ExampleShape.Aggregate(channels, (product, extent) => product * (extent >> options.Channels.Count));
        _hidden = nn.Linear(features, options.Hidden);
        _head = nn.Linear(options.Hidden, task.ClassNames.Count);
        RegisterComponents();
    }

    /// <summary>The smallest image on which the network can be tested: 2x2 pixels after the last halving, or fewer if the task has fewer.</summary>
    /// <param name="options">The options.</param>
    /// <param name="task">The run's task.</param>
    public static IReadOnlyList<int> SmallestExample(ConvolutionalClassifierOptions options, TaskDescription task) =>
        [.. task.ExampleShape.Select(extent => Math.Min(extent, 2 << options.Channels.Count))];

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var features = input;
        for (var i = 0; i < _convolutions.Count; i++)
        {
            // The norm is over all channels, so it must not see padded ones.
            var padded = i == 0 ? _padding.PadInput(features) : _padding.PadActivation(features);
            var convolved = ChannelPadding.Real(_padding.Call(_convolutions[i], padded), _convolutions[i].out_channels);
            features = nn.functional.max_pool2d(_norms[i].call(convolved).relu_(), 2);
        }

        return _head.call(_hidden.call(features.flatten(1)).relu_()).MoveToOuterDisposeScope();
    }
}
