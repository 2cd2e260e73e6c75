using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Runs;

/// <summary>
/// Where trainers get the parameters that a run begins with. Torch draws them from the seed with the processor's own instructions, so that unlike trainers would begin with other
/// bits: those of one kind draw them, and the others get a copy.
/// </summary>
internal sealed class SeedSource(Roster roster)
{
    private (long Attempt, string? Kind)? _drawing;

    /// <summary>The source of a trainer that is to begin.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="attempt">The run's attempt.</param>
    /// <param name="seed">The seed.</param>
    /// <returns>The seed, a donor, or null: it has to wait until its own kind is known, or until a trainer of the other kind has the parameters.</returns>
    public StateSource? For(TrainerId trainer, long attempt, StateSource seed)
    {
        var candidates = roster.Candidates(attempt);
        if (candidates.FirstOrDefault(candidate => candidate.Trainer == trainer) is not { } own || own is { Stage: TrainerStage.Preparing, Kind: null })
        {
            return null;
        }

        // Another kind takes over if all are gone that were to draw.
        if (_drawing is not { } drawing || drawing.Attempt != attempt || candidates.All(candidate => candidate.Kind != drawing.Kind))
        {
            _drawing = drawing = (attempt, own.Kind);
        }

        // One of another kind may have got its copy from a trainer of a kind that is gone.
        var ready = candidates.Where(candidate => candidate.Stage == TrainerStage.Ready && candidate.Trainer != trainer).ToArray();
        return own.Kind == drawing.Kind && ready.All(candidate => candidate.Kind == own.Kind) ? seed
            : ready is [var donor, ..] ? new StateSource(0, null, donor.Trainer)
            : null;
    }
}
