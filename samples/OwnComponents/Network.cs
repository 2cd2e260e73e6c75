using OrleansDro.Learning.Data;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OwnComponents;

/// <summary>The fields of <c>model</c> in the spec, beside its name.</summary>
internal sealed record NetworkOptions
{
    /// <summary>Units of the hidden layer, at least 1.</summary>
    public int Hidden { get; init; } = 32;
}

/// <summary>A network of two layers. Input (batch, channels, height, width), output logits (batch, classes).</summary>
internal sealed class Network : nn.Module<Tensor, Tensor>
{
    private readonly Linear _hidden, _head;

    public Network(NetworkOptions options, TaskDescription task)
        : base(nameof(Network))
    {
        _hidden = nn.Linear(task.InputLength, options.Hidden);
        _head = nn.Linear(options.Hidden, task.ClassNames.Count);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        // What is made in between is disposed at the end of the pass.
        using var scope = NewDisposeScope();
        return _head.call(_hidden.call(input.flatten(1)).relu()).MoveToOuterDisposeScope();
    }
}
