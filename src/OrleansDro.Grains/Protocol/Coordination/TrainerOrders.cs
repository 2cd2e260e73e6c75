using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Audits;

namespace OrleansDro.Grains.Protocol.Coordination;

/// <summary>What a run orders a trainer to do.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.TrainerOrders")]
internal sealed record TrainerOrders
{
    /// <summary>Increases with each change of the orders.</summary>
    [Id(0)] public required long Version { get; init; }

    /// <summary>The phase of the run.</summary>
    [Id(1)] public required RunPhase Phase { get; init; }

    /// <summary>
    /// Counts how often the run started, from the beginning or from a checkpoint. A state that a trainer loaded in another attempt is invalid.
    /// </summary>
    [Id(2)] public required long Attempt { get; init; }

    /// <summary>The latest generations, oldest first; empty before the first.</summary>
    [Id(3)] public IReadOnlyList<Generation> Generations { get; init; } = [];

    /// <summary>The source from which a trainer without state loads one; null: the trainer has to wait.</summary>
    [Id(4)] public StateSource? Source { get; init; }

    /// <summary>Whether the run needs a summary of the data set.</summary>
    [Id(5)] public bool WantsDataSummary { get; init; }

    /// <summary>Whether the trainer's state is invalid although it belongs to this attempt: it differs from that of the other trainers, or is too old.</summary>
    [Id(6)] public bool MustDiscardState { get; init; }

    /// <summary>The kinds of trainers that have computed the run's steps so far, for its checkpoints. Empty from a silo of an older version.</summary>
    [Id(7)] public IReadOnlyList<ComputeFingerprint> Fingerprints { get; init; } = [];

    /// <summary>What the run asks some trainers to compute because two of them disagree; null if nothing is disputed.</summary>
    [Id(8)] public AuditRequest? Audit { get; init; }

    /// <summary>
    /// Checkpoints of at most this number of steps stay valid even if the next audit shows that one of the members computes wrongly. The latest of them must be kept. Null if no
    /// member is audited.
    /// </summary>
    [Id(9)] public long? GoodSteps { get; init; }

    /// <summary>The steps of the latest validation that is complete, -1 before the first. A trainer whose replica has reached the next one validates before it takes its next step.</summary>
    [Id(10)] public long ValidatedSteps { get; init; } = -1;
}
