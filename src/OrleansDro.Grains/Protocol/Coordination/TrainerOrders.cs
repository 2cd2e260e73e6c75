using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Audits;

namespace OrleansDro.Grains.Protocol.Coordination;

/// <summary>What a run tells a trainer.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.TrainerOrders")]
internal sealed record TrainerOrders
{
    /// <summary>Counts the orders that differ.</summary>
    [Id(0)] public required long Version { get; init; }

    /// <summary>What the run does.</summary>
    [Id(1)] public required RunPhase Phase { get; init; }

    /// <summary>
    /// Counts how often the run began anew from what was saved. A state that a trainer got in another attempt is worth nothing.
    /// </summary>
    [Id(2)] public required long Attempt { get; init; }

    /// <summary>The latest generations, oldest first; empty before the first.</summary>
    [Id(3)] public IReadOnlyList<Generation> Generations { get; init; } = [];

    /// <summary>Where a trainer without state gets one; null: it has to wait.</summary>
    [Id(4)] public StateSource? Source { get; init; }

    /// <summary>Whether the run needs to be told of the data set.</summary>
    [Id(5)] public bool WantsData { get; init; }

    /// <summary>Whether the trainer's state is worth nothing although it is of this attempt: it differs from that of the others, or is too old.</summary>
    [Id(6)] public bool MustForget { get; init; }

    /// <summary>The kinds of trainers that have computed the run's steps so far, for its checkpoints. Empty from a silo of an older version.</summary>
    [Id(7)] public IReadOnlyList<ComputeFingerprint> Fingerprints { get; init; } = [];

    /// <summary>What the run asks some trainers to compute, as two of them disagree; null if nothing is in dispute.</summary>
    [Id(8)] public AuditRequest? Audit { get; init; }

    /// <summary>
    /// Checkpoints of at most so many steps stay good even if the next audit shows that one of the members errs. The latest of them must be kept. Null if no member is audited.
    /// </summary>
    [Id(9)] public long? GoodSteps { get; init; }
}
