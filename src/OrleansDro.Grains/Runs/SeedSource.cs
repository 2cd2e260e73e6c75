using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Runs;

/// <summary>
/// Decides where trainers get a run's initial parameters from. Torch computes them from the seed with instructions that depend on the processor, so trainers of different kinds would
/// start with different bits: the trainers of one kind compute them, and all others get a copy.
/// </summary>
internal sealed class SeedSource(TrainerRegistry registry)
{
    private (long Attempt, string? Kind)? _computing;

    /// <summary>Finds the source for a trainer without state.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="attempt">The run's attempt.</param>
    /// <param name="seed">The seed.</param>
    /// <returns>The seed, a donor, or null: the trainer has to wait until its own kind is known, or until a trainer of the other kind has the parameters.</returns>
    public StateSource? For(TrainerId trainer, long attempt, StateSource seed)
    {
        var candidates = registry.Candidates(attempt);
        if (candidates.FirstOrDefault(candidate => candidate.Trainer == trainer) is not { } own || own is { Stage: TrainerStage.Preparing, Kind: null })
        {
            return null;
        }

        // Another kind takes over if all trainers of the chosen kind are gone.
        if (_computing is not { } computing || computing.Attempt != attempt || candidates.All(candidate => candidate.Kind != computing.Kind))
        {
            _computing = computing = (attempt, own.Kind);
        }

        // A ready trainer of another kind may hold a copy from a trainer of a kind that is gone.
        var ready = candidates.Where(candidate => candidate.Stage == TrainerStage.Ready && candidate.Trainer != trainer).ToArray();
        return own.Kind == computing.Kind && ready.All(candidate => candidate.Kind == own.Kind) ? seed
            : ready is [var donor, ..] ? new StateSource(0, null, donor.Trainer)
            : null;
    }
}
