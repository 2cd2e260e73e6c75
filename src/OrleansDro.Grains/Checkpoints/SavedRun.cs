using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;

namespace OrleansDro.Grains.Checkpoints;

/// <summary>What a checkpoint contains of its run besides the states of the sampler and of the replicas.</summary>
/// <param name="Spec">The spec.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="Fingerprints">The kinds of trainers that have computed its steps so far.</param>
/// <param name="Validations">Its validations so far.</param>
internal sealed record SavedRun(RunSpec Spec, long Attempt, IReadOnlyList<ComputeFingerprint> Fingerprints, IReadOnlyList<ValidationPoint> Validations);
