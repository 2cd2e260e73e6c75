using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Runs;

/// <summary>What a run keeps in the storage, so that it goes on wherever its grain comes up.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.RunRecord")]
internal sealed record RunRecord
{
    /// <summary>How it was started; resumed by hand, how it was resumed.</summary>
    [Id(0)] public required RunStart Start { get; init; }

    /// <summary>Where it stands.</summary>
    [Id(1)] public required RunState State { get; init; }

    /// <summary>Counts how often it began, anew or from what was saved.</summary>
    [Id(2)] public long Attempt { get; init; } = 1;

    /// <summary>The latest generations of the attempt, oldest first; empty before the first.</summary>
    [Id(3)] public IReadOnlyList<Generation> Generations { get; init; } = [];

    /// <summary>The number of the latest generation of all attempts.</summary>
    [Id(4)] public long GenerationNumber { get; init; }

    /// <summary>Whether it was asked to stop.</summary>
    [Id(5)] public bool StopRequested { get; init; }

    /// <summary>Why it failed, or null.</summary>
    [Id(6)] public RunFailure? Failure { get; init; }

    /// <summary>Training cases as it began; 0 before that is known.</summary>
    [Id(7)] public int Cases { get; init; }

    /// <summary>The latest events, oldest first.</summary>
    [Id(8)] public IReadOnlyList<RunEvent> Events { get; init; } = [];

    /// <summary>Committed steps as it ended; of no use before.</summary>
    [Id(9)] public long StepsCommitted { get; init; }

    /// <summary>The kinds of trainers that have computed its steps so far, in the order in which they came; those of a checkpoint that it was resumed from included.</summary>
    [Id(10)] public IReadOnlyList<ComputeFingerprint> Fingerprints { get; init; } = [];

    /// <summary>What audits have shown of the trainers.</summary>
    [Id(11)] public IReadOnlyList<TrainerTrust> Trust { get; init; } = [];

    /// <summary>The checkpoints that a trainer's wrong gradients may be in, after the latest audit that found one; null before.</summary>
    [Id(12)] public DistrustedCheckpoints? Distrusted { get; init; }

    /// <summary>The generation that works, or null.</summary>
    public Generation? Current => Generations.Count > 0 ? Generations[^1] : null;

    /// <summary>Whether it needs trainers.</summary>
    public bool IsActive => State is RunState.Preparing or RunState.Training or RunState.Evaluating;
}
