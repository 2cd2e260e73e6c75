using OrleansDro.Abstractions.Specs;

namespace OrleansDro.Abstractions.Runs;

/// <summary>How a run is started. Nothing here changes its result, but for <see cref="Changes"/>.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.RunStart")]
public sealed record RunStart
{
    /// <summary>What tells this start from others, so that one whose answer was lost can be given again. Made anew by default; a run that was resumed has the id of that.</summary>
    [Id(7)] public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>The spec.</summary>
    [Id(0)] public required RunSpec Spec { get; init; }

    /// <summary>How many trainers may work on it; beyond the spec's micro-batches they would be spares, which is the most that is taken.</summary>
    [Id(1)] public TrainerRange Trainers { get; init; } = TrainerRange.One;

    /// <summary>Folder of the run's checkpoints; null: in a cluster one of the run's name below that of its silos, else none are saved. Only a run of this process may name one.</summary>
    [Id(2)] public string? CheckpointRoot { get; init; }

    /// <summary>Folder of the event files of TensorBoard; null: in a cluster one beside the checkpoints, else none are written. Only a run of this process may name one.</summary>
    [Id(8)] public string? EventFolder { get; init; }

    /// <summary>Whether to go on from the latest good checkpoint in the folder.</summary>
    [Id(3)] public bool Resume { get; init; }

    /// <summary>Steps after which to stop and save, or null to run to the end.</summary>
    [Id(4)] public int? StopAfter { get; init; }

    /// <summary>
    /// What happened to the cases of a run that is to be replayed, each change with its step: the one part of a start that decides the result. Empty to resume, as
    /// the checkpoint has them.
    /// </summary>
    [Id(6)] public IReadOnlyList<Cases.CaseChange> Changes { get; init; } = [];

    /// <summary>Ids of validation cases to picture beside the worst ones, such as those that another run did worst on.</summary>
    [Id(5)] public IReadOnlyList<string> AlsoPreview { get; init; } = [];
}
