using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Protocol.Sampling.Shards;

/// <summary>A step's draws of one shard with their fresh losses, in slot order.</summary>
/// <param name="Step">The step.</param>
/// <param name="Draws">The draws.</param>
/// <param name="Losses">The report of each.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.ShardCommit")]
internal sealed record ShardCommit([property: Id(0)] long Step, [property: Id(1)] Draw[] Draws, [property: Id(2)] LossReport Losses);
