using OrleansDro.Abstractions.Specs;
using OrleansDro.Learning.Configuration;

namespace OrleansDro.Hosting;

/// <summary>How <see cref="EmbeddedRun"/> trains. Nothing here changes the result.</summary>
public sealed record EmbeddedRunOptions
{
    /// <summary>The networks, losses, data sets and optimizers that the spec can name; null: those that ship.</summary>
    public LearningCatalog? Catalog { get; init; }

    /// <summary>The folder for checkpoints and event files of TensorBoard; null: a new folder below <c>runs</c>, named after the run and the time.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether to continue the run of <see cref="Folder"/> from its latest undamaged checkpoint.</summary>
    public bool Resume { get; init; }

    /// <summary>How many trainers work on it in this process, each on a device of the spec's type. More than the spec's micro-batches have nothing to do.</summary>
    public int Trainers { get; init; } = 1;

    /// <summary>A folder for a new run: below <c>runs</c>, named after the run and the local time.</summary>
    public static string NewFolder(RunSpec spec) => Path.Combine("runs", FormattableString.Invariant($"{spec.Name}-{DateTime.Now:yyyyMMdd-HHmmss}"));
}
