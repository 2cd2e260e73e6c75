using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Audits;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Membership;

/// <summary>What a run has its trainers do. Orders have versions, so that a trainer that has the latest can be kept waiting for the next.</summary>
internal sealed class RunOrders(DurableRun run, RunSampler sampler, RunData data, RunAudits audits, Roster roster, SeedSource seeds)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(200);

    private readonly AsyncPulse _renewed = new();
    private long _version;

    /// <summary>Orders have changed: whoever waits for them gets them.</summary>
    public void Renew()
    {
        _version++;
        _renewed.Raise();
    }

    /// <summary>A trainer's next orders; where it has the latest, those that come within a moment.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="seen">The version of the orders that it has.</param>
    public async Task<TrainerOrders> Next(TrainerId trainer, long seen)
    {
        if (seen > _version && seen < long.MaxValue)
        {
            // The trainer has orders of this run's from another silo: what is ordered here is newer.
            _version = seen;
            Renew();
        }

        if (_version <= seen && run.IsActive)
        {
            await Task.WhenAny(_renewed.Next, Task.Delay(LongestWait));
        }

        return For(trainer);
    }

    private TrainerOrders For(TrainerId trainer)
    {
        if (!run.IsActive || roster.IsRefused(trainer))
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
            WantsData = data.Summary is null,
            MustForget = roster.MustForget(trainer),
            Fingerprints = run.Record.Fingerprints,
            Audit = audits.Request,
            GoodSteps = audits.GoodSteps,
        };
    }

    private StateSource? SourceFor(TrainerId trainer)
    {
        if (run.Record.Current is not { } current)
        {
            return sampler.Source is { Checkpoint: null, Donor: null } seed ? seeds.For(trainer, run.Attempt, seed) : sampler.Source;
        }

        // Who gives its state must also show how it goes on; where nobody works, it must have got to the end of what was done.
        var donors = roster.Candidates(run.Attempt).Where(candidate => candidate.Stage == TrainerStage.Ready && candidate.Trainer != trainer
            && (current.Members.Count == 0 ? Candidate.IsCurrent(candidate.Step, sampler.StepsCommitted) : current.Exchanges && current.Find(candidate.Trainer) is not null)).ToArray();
        return donors.Length > 0 ? new StateSource(0, null, donors[(uint)trainer.GetHashCode() % donors.Length].Trainer) : null;
    }
}
