using OrleansDro.Robustness.History;

namespace OrleansDro.Abstractions.Sampling;

/// <summary>What a shard needs to begin.</summary>
/// <param name="FirstCase">Index of its first case.</param>
/// <param name="BlockSize">Cases of a full shard of this run, a power of two.</param>
/// <param name="Records">What its cases hold, in order.</param>
/// <param name="Beta">Inverse temperature of the hardness weights; 0 under uniform sampling.</param>
/// <param name="Momentum">History momentum.</param>
/// <param name="LastCommittedStep">The step whose losses the records hold, -1 at the start.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.ShardStart")]
public sealed record ShardStart(
    [property: Id(0)] int FirstCase,
    [property: Id(1)] int BlockSize,
    [property: Id(2)] CaseRecord[] Records,
    [property: Id(3)] double Beta,
    [property: Id(4)] double Momentum,
    [property: Id(5)] long LastCommittedStep);
