using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Runs;

/// <summary>The record of a run in durable storage, from which any silo can continue it.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.RunRecord")]
internal sealed record RunRecord
{
    /// <summary>How it was started, or how it was resumed by a user.</summary>
    [Id(0)] public required RunStart Start { get; init; }

    /// <summary>The state of the run.</summary>
    [Id(1)] public required RunState State { get; init; }

    /// <summary>Counts how often it started, from the beginning or from a checkpoint.</summary>
    [Id(2)] public long Attempt { get; init; } = 1;

    /// <summary>The latest generations of the attempt, oldest first; empty before the first.</summary>
    [Id(3)] public IReadOnlyList<Generation> Generations { get; init; } = [];

    /// <summary>The number of the latest generation of all attempts.</summary>
    [Id(4)] public long GenerationNumber { get; init; }

    /// <summary>Whether a user asked it to stop.</summary>
    [Id(5)] public bool StopRequested { get; init; }

    /// <summary>Why it failed; null if it has not failed.</summary>
    [Id(6)] public RunFailure? Failure { get; init; }

    /// <summary>The number of training cases when it started; 0 before the data set is known.</summary>
    [Id(7)] public int Cases { get; init; }

    /// <summary>The latest events, oldest first.</summary>
    [Id(8)] public IReadOnlyList<RunEvent> Events { get; init; } = [];

    /// <summary>The number of committed steps when it ended; meaningless before.</summary>
    [Id(9)] public long StepsCommitted { get; init; }

    /// <summary>The kinds of trainers that have computed its steps so far, in order of appearance, including those of a checkpoint that it was resumed from.</summary>
    [Id(10)] public IReadOnlyList<ComputeFingerprint> Fingerprints { get; init; } = [];

    /// <summary>What audits have shown about the trainers.</summary>
    [Id(11)] public IReadOnlyList<TrainerTrust> Trust { get; init; } = [];

    /// <summary>The checkpoints that may contain wrong gradients, according to the latest audit that found some; null if none has.</summary>
    [Id(12)] public DistrustedCheckpoints? Distrusted { get; init; }

    /// <summary>The latest loss of all trainers while they computed a step; null if there was none since the run was started or resumed by a user.</summary>
    [Id(13)] public TotalLoss? TotalLoss { get; init; }

    /// <summary>The present generation, or null if the attempt has none yet.</summary>
    public Generation? Current => Generations.Count > 0 ? Generations[^1] : null;

    /// <summary>Whether the run needs trainers.</summary>
    public bool IsActive => State is RunState.Preparing or RunState.Training or RunState.Evaluating;
}
