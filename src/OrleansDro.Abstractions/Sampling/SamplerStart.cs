using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Abstractions.Sampling;

/// <summary>What a sampler needs to begin.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.SamplerStart")]
public sealed record SamplerStart
{
    /// <summary>The run's spec.</summary>
    [Id(0)] public required RunSpec Spec { get; init; }

    /// <summary>Training cases, at least 1.</summary>
    [Id(1)] public required int Cases { get; init; }

    /// <summary>Steps after which this attempt ends, at most the spec's steps; the rest is left to a resumed run.</summary>
    [Id(2)] public required long LastStep { get; init; }

    /// <summary>Where to go on, or null to begin.</summary>
    [Id(3)] public SamplerSnapshot? Snapshot { get; init; }

    /// <summary>Cases of a shard, a power of two; the draws do not depend on it. Default 131072.</summary>
    [Id(4)] public int ShardSize { get; init; } = 1 << 17;
}
