using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Audits;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Membership;

/// <summary>Resolves the disputes of audits and evicts the trainers that computed wrongly.</summary>
internal sealed class RunEvictions(
    DurableRun run, RunEvents events, RunAudits audits, RunOrders orders, RunCheckpoints checkpoints, RunRollback rollback, TrainerRegistry registry, AsyncPulse changed)
{
    /// <summary>
    /// The number of trainers that the run takes. Evicted and refused trainers count towards the minimum: a run that needs several trainers to start must not wait forever because
    /// one of them computes wrongly.
    /// </summary>
    public TrainerRange Wanted
    {
        get
        {
            var trainers = run.Record.Start.Trainers;
            var gone = run.Record.Trust.Where(entry => entry.IsEvicted).Select(entry => entry.Trainer).Union(registry.Refused).Select(DeviceOf).Distinct().Count();
            return trainers with { Minimum = Math.Max(1, trainers.Minimum - gone) };
        }
    }

    // A restarted silo has a new generation in its address, but the same device.
    private static string DeviceOf(TrainerId trainer) => $"{trainer.Silo.Split('@')[0]}/{trainer.Device}";

    /// <summary>Advances the dispute between two trainers, if there is one.</summary>
    /// <returns>Whether there is a dispute or one has just ended: nothing else must be decided yet.</returns>
    public async Task<bool> ResolveDispute()
    {
        var before = (audits.Request?.Id, audits.GoodSteps);
        var verdict = await audits.AdvanceDispute();
        if (verdict is not null)
        {
            await Evict(verdict);
        }

        if (verdict is not null || before != (audits.Request?.Id, audits.GoodSteps))
        {
            orders.Publish();
        }

        return verdict is not null || audits.IsDisputed;
    }

    /// <summary>Evicts the faulty trainers and rolls back to a state that contains none of their unaudited gradients; fails the run if no trainer is left.</summary>
    private async Task Evict(AuditVerdict verdict)
    {
        Array.ForEach(verdict.FaultyTrainers, trainer => registry.Refuse(trainer));
        if (registry.Candidates(run.Attempt).Length > 0)
        {
            await rollback.RollBack("An audit found wrong gradients.", verdict.ApplyTo(run.Record));
        }
        else
        {
            var message = $"{verdict.Why} No other trainer is left.";
            await run.Write(verdict.ApplyTo(run.Record) with { Failure = new RunFailure(message, IsInputError: false, message) });
            await checkpoints.SetAside();
            changed.Raise();
        }

        foreach (var trainer in verdict.FaultyTrainers)
        {
            await events.Record(RunEventKind.Evicted, trainer, verdict.Why);
        }
    }
}
