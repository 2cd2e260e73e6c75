using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Audits;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Membership;

/// <summary>The orders of a run for its trainers. They have versions, so that a trainer that has the latest orders can wait for newer ones.</summary>
internal sealed class RunOrders(DurableRun run, RunSampler sampler, RunData data, RunAudits audits, TrainerRegistry registry, SeedSource seeds)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(200);

    private readonly AsyncPulse _published = new();
    private long _version;

    /// <summary>Publishes a new version of the orders, for which trainers may be waiting.</summary>
    public void Publish()
    {
        _version++;
        _published.Raise();
    }

    /// <summary>The orders of a trainer. If the trainer has the latest version, waits up to 200 ms for a newer one.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="seen">The version of the orders that it has.</param>
    public async Task<TrainerOrders> WaitForNewer(TrainerId trainer, long seen)
    {
        if (seen > _version && seen < long.MaxValue)
        {
            // The trainer has orders from an activation on another silo; those of this one are newer.
            _version = seen;
            Publish();
        }

        if (_version <= seen && run.IsActive)
        {
            await Task.WhenAny(_published.Next, Task.Delay(LongestWait));
        }

        return For(trainer);
    }

    private TrainerOrders For(TrainerId trainer)
    {
        if (!run.IsActive || registry.IsRefused(trainer))
        {
            return new TrainerOrders { Version = long.MaxValue, Phase = RunPhase.Over, Attempt = 0 };
        }

        return new TrainerOrders
        {
            Version = Math.Max(1, _version),
            Phase = run.State == RunState.Evaluating ? RunPhase.Evaluate : RunPhase.Train,
            Attempt = run.Attempt,
            Generations = run.Record.Generations,
            Source = SourceFor(trainer),
            WantsDataSummary = data.Summary is null,
            MustDiscardState = registry.MustDiscardState(trainer),
            Fingerprints = run.Record.Fingerprints,
            Audit = audits.Request,
            GoodSteps = audits.GoodSteps,
            ValidatedSteps = run.ValidatedSteps,
        };
    }

    private StateSource? SourceFor(TrainerId trainer)
    {
        if (run.Record.Current is not { } current)
        {
            return sampler.Source is { Checkpoint: null, Donor: null } seed ? seeds.For(trainer, run.Attempt, seed) : sampler.Source;
        }

        // A donor must also send the gradients of the following steps. If there are no members, the donor must hold the state after the latest committed step.
        var donors = registry.Candidates(run.Attempt).Where(candidate => candidate.Stage == TrainerStage.Ready && candidate.Trainer != trainer
            && (current.Members.Count == 0 ? Candidate.IsCurrent(candidate.Step, sampler.StepsCommitted) : current.Exchanges && current.Find(candidate.Trainer) is not null)).ToArray();
        return donors.Length > 0 ? new StateSource(0, null, donors[(uint)trainer.GetHashCode() % donors.Length].Trainer) : null;
    }
}
