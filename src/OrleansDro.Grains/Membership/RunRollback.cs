using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Membership;

/// <summary>Rolls a run back to its latest valid checkpoint, or to its beginning if there is none.</summary>
internal sealed class RunRollback(DurableRun run, RunEvents events, RunSampler sampler, RunOrders orders, RunCheckpoints checkpoints, ReplicaAgreement agreement, AsyncPulse changed)
{
    /// <summary>
    /// Rolls back after the loss of all trainers. The run fails instead if they were lost at the same step before: trainers that took over the step would end in it, too.
    /// </summary>
    public async Task OnAllTrainersLost()
    {
        var record = run.Record;

        // A trainer that was lost while it prepared says nothing about the step.
        var hasComputed = record.Generations.Any(generation => generation.Members.Count > 0);
        var loss = hasComputed ? TotalLoss.After(record.TotalLoss, sampler.StepsCommitted) : record.TotalLoss;
        if (hasComputed && loss is { IsHopeless: true, Step: var step })
        {
            var message = $"All trainers died {TotalLoss.MostTimes} times while they computed step {step}. Native code of the run's model or loss may have ended their processes, or the memory is not "
                + "sufficient. See the last lines of the trainers' logs; 'dmesg' shows processes that the system ended. The run can be resumed.";
            await run.Write(record with { Failure = new RunFailure(message, IsInputError: false), TotalLoss = loss });
            changed.Raise();
            return;
        }

        await RollBack("All trainers were lost.", record with { TotalLoss = loss });
    }

    /// <summary>Starts another attempt from the latest valid checkpoint.</summary>
    /// <param name="why">The reason, as a sentence.</param>
    /// <param name="record">The record before the rollback, with whatever must become durable together with the new attempt.</param>
    public async Task RollBack(string why, RunRecord record)
    {
        agreement.ClearVotes();
        await run.Write(record with
        {
            Attempt = run.Attempt + 1,
            Generations = [],
            State = run.State == RunState.Evaluating ? RunState.Training : run.State,
        });
        await checkpoints.SetAside();
        var source = await sampler.Start([]);
        await events.Record(RunEventKind.Restored, null, $"{why} The run rolled back to step {source.FirstStep}.");
        orders.Publish();
    }
}
