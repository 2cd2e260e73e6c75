using OrleansDro.Grains.Protocol.Sampling;

namespace OrleansDro.Grains.Checkpoints;

/// <summary>A run's state after a step, read from disk and checked.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Snapshot">The sampler's part.</param>
/// <param name="Manifest">Everything else.</param>
internal sealed record Checkpoint(string Folder, SamplerSnapshot Snapshot, CheckpointManifest Manifest);
