using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Membership;

/// <summary>Rolls a run back to its latest valid checkpoint, or to its beginning if there is none.</summary>
internal sealed class RunRollback(DurableRun run, RunEvents events, RunSampler sampler, RunOrders orders, RunCheckpoints checkpoints, ReplicaAgreement agreement)
{
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
        await run.DropValidationsAfter(source.FirstStep);
        await events.Record(RunEventKind.Restored, null, $"{why} The run rolled back to step {source.FirstStep}.");
        orders.Publish();
    }
}
