using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Audits;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Membership;

/// <summary>Has the disputes of audits decided, and has a run go on without the trainers that have erred.</summary>
internal sealed class RunEvictions(DurableRun run, RunEvents events, RunAudits audits, RunOrders orders, RunCheckpoints checkpoints, RunRestart restart, Roster roster, AsyncPulse changed)
{
    /// <summary>
    /// How many trainers the run takes. A trainer that was evicted or refused counts as there: a run that was to begin with a number of trainers must not wait for ever because one
    /// of them errs.
    /// </summary>
    public TrainerRange Wanted
    {
        get
        {
            var trainers = run.Record.Start.Trainers;
            var gone = run.Record.Trust.Where(entry => entry.IsEvicted).Select(entry => entry.Trainer).Union(roster.Refused).Select(DeviceOf).Distinct().Count();
            return trainers with { Minimum = Math.Max(1, trainers.Minimum - gone) };
        }
    }

    // A silo that was started again is another one, with the same device.
    private static string DeviceOf(TrainerId trainer) => $"{trainer.Silo.Split('@')[0]}/{trainer.Device}";

    /// <summary>Takes a dispute between two trainers on.</summary>
    /// <returns>Whether there is one, or was one just now: nothing else is to be decided yet.</returns>
    public async Task<bool> Tend()
    {
        var before = (audits.Request?.Id, audits.GoodSteps);
        var verdict = await audits.Settle();
        if (verdict is not null)
        {
            await Evict(verdict);
        }

        if (verdict is not null || before != (audits.Request?.Id, audits.GoodSteps))
        {
            orders.Renew();
        }

        return verdict is not null || audits.IsDisputed;
    }

    /// <summary>Goes on without the trainers that have erred, from a state that holds nothing that nobody can vouch for; fails if no trainer is left.</summary>
    private async Task Evict(AuditVerdict verdict)
    {
        Array.ForEach(verdict.Erred, roster.Refuse);
        if (roster.Candidates(run.Attempt).Length > 0)
        {
            await restart.Restore("An audit found wrong gradients.", verdict.ApplyTo(run.Record));
        }
        else
        {
            var message = $"{verdict.Why} No other trainer is left.";
            await run.Write(verdict.ApplyTo(run.Record) with { Failure = new RunFailure(message, IsInputError: false, message) });
            await checkpoints.SetAside();
            changed.Raise();
        }

        foreach (var trainer in verdict.Erred)
        {
            await events.Tell(RunEventKind.Evicted, trainer, verdict.Why);
        }
    }
}
