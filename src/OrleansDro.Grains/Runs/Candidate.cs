using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Runs;

/// <summary>A trainer that is heard of, as far as a decision on the membership needs to know it.</summary>
/// <param name="Trainer">Who it is.</param>
/// <param name="Stage">How far it is; ready or leaving only with a state of the present attempt.</param>
/// <param name="Step">The step that it takes next.</param>
/// <param name="Kind">The kind of trainer, see <see cref="ComputeFingerprint.Kind"/>; null if it has not reported it.</param>
internal sealed record Candidate(TrainerId Trainer, TrainerStage Stage, long Step, string? Kind = null)
{
    /// <summary>Whether a state is that of the latest committed step, or of the one before: a trainer can take a committed step itself, as long as it is the last.</summary>
    /// <param name="step">The step that the trainer takes next.</param>
    /// <param name="stepsCommitted">Committed steps.</param>
    public static bool IsCurrent(long step, long stepsCommitted) => step >= stepsCommitted - 1;
}
