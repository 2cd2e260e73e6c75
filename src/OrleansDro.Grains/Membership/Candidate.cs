using OrleansDro.Abstractions.Training;

namespace OrleansDro.Grains.Membership;

/// <summary>A trainer that is heard of, as far as a decision on the membership needs to know it.</summary>
/// <param name="Trainer">Who it is.</param>
/// <param name="Stage">How far it is; ready or leaving only with a state of the present attempt.</param>
/// <param name="Step">The step that it takes next.</param>
/// <param name="Kind">The kind of trainer, see <see cref="ComputeFingerprint.Kind"/>; null if it has not reported it.</param>
internal sealed record Candidate(TrainerId Trainer, TrainerStage Stage, long Step, string? Kind = null);
