using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Sampling.Shards;

/// <summary>What the shards of a run need to start.</summary>
/// <param name="Blocks">How the cases are divided into blocks and shards.</param>
/// <param name="Cases">The state of all cases, by index.</param>
/// <param name="Beta">The inverse temperature of the hardness weights, 0 or more, in 1 / loss.</param>
/// <param name="Momentum">The momentum of the history, in [0, 1).</param>
/// <param name="LastCommittedStep">The step whose losses the cases hold; -1 at the start of a run.</param>
internal sealed record ShardSetStart(CaseBlocks Blocks, ShardSnapshot Cases, double Beta, double Momentum, long LastCommittedStep);
