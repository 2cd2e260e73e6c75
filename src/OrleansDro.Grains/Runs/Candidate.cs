using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Runs;

/// <summary>A registered trainer, as a membership decision sees it.</summary>
/// <param name="Trainer">The trainer.</param>
/// <param name="Stage">Its stage; ready or leaving only if it holds a valid state of the present attempt.</param>
/// <param name="Step">The step that it takes next.</param>
/// <param name="Kind">The kind of trainer, see <see cref="ComputeFingerprint.Kind"/>; null if it has not reported it.</param>
internal sealed record Candidate(TrainerId Trainer, TrainerStage Stage, long Step, string? Kind = null)
{
    /// <summary>Whether a state is at most one committed step behind: a trainer can take the latest committed step itself, but no earlier one.</summary>
    /// <param name="step">The step that the trainer takes next.</param>
    /// <param name="stepsCommitted">Committed steps.</param>
    public static bool IsCurrent(long step, long stepsCommitted) => step >= stepsCommitted - 1;
}
