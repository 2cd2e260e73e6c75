using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Protocol.Sampling.Shards;

namespace OrleansDro.Grains.Checkpoints;

/// <summary>The contents of a checkpoint besides its tensors, and the checksums of its files: <c>manifest.json</c>.</summary>
internal sealed record CheckpointManifest
{
    /// <summary>Version of the layout.</summary>
    public const int CurrentFormat = 2;

    public required int Format { get; init; }

    public required string Run { get; init; }

    public required long StepsCommitted { get; init; }

    /// <summary>The run's attempt that saved it.</summary>
    public long Attempt { get; init; }

    public required RunSpec Spec { get; init; }

    public required DrawLedger Ledger { get; init; }

    public required double TrainingSeconds { get; init; }

    public required IReadOnlyList<LossStatistics> Statistics { get; init; }

    public required DrawnLosses SinceStatistics { get; init; }

    public required double Beta { get; init; }

    public required long GrownAt { get; init; }

    public required IReadOnlyList<ScheduledChange> Changes { get; init; }

    /// <summary>The reason for which a case is quarantined or removed, by its index.</summary>
    public required IReadOnlyDictionary<int, string> Reasons { get; init; }

    /// <summary>The kinds of trainers that have computed the run's steps so far; empty in checkpoints of older versions.</summary>
    public IReadOnlyList<ComputeFingerprint> Fingerprints { get; init; } = [];

    /// <summary>The validations so far; empty in checkpoints of older versions.</summary>
    public IReadOnlyList<ValidationPoint> Validations { get; init; } = [];

    /// <summary>SHA-256 of each file, lower-case hex.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }
}
