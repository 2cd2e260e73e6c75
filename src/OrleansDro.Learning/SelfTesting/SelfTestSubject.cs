using OrleansDro.Learning.Data;
using OrleansDro.Learning.Losses;
using static TorchSharp.torch;

namespace OrleansDro.Learning.SelfTesting;

/// <summary>A network as a run computes it, for a <see cref="SelfTest"/>.</summary>
public sealed record SelfTestSubject
{
    /// <summary>The name of the network in messages, such as <c>unet3d</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Makes the network for <see cref="Task"/>.</summary>
    public required Func<nn.Module<Tensor, Tensor>> CreateModel { get; init; }

    /// <summary>The run's loss.</summary>
    public required IPerCaseLoss Loss { get; init; }

    /// <summary>The task of the test: the run's task, with the smallest example shape that the network allows.</summary>
    public required TaskDescription Task { get; init; }

    /// <summary>The trainer's device.</summary>
    public required Device Device { get; init; }

    /// <summary>The precision of the network's arithmetic: Float32 or BFloat16.</summary>
    public required ScalarType Precision { get; init; }

    /// <summary>Keys the parameters, the input and dropout.</summary>
    public required long Seed { get; init; }
}
