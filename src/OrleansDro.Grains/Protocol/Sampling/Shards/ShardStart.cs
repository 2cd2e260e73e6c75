using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Protocol.Sampling.Shards;

/// <summary>What a shard needs to start.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.ShardStart")]
internal sealed record ShardStart
{
    /// <summary>How the run's cases are divided into blocks and shards.</summary>
    [Id(0)] public required CaseBlocks Blocks { get; init; }

    /// <summary>The state of its cases, in order.</summary>
    [Id(1)] public required ShardSnapshot Snapshot { get; init; }

    /// <summary>Inverse temperature of the hardness weights; 0 under uniform sampling.</summary>
    [Id(2)] public required double Beta { get; init; }

    /// <summary>History momentum.</summary>
    [Id(3)] public required double Momentum { get; init; }

    /// <summary>The step whose losses the records hold, -1 at the start.</summary>
    [Id(4)] public required long LastCommittedStep { get; init; }
}
