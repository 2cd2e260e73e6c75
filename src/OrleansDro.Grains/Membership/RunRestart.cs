using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Membership;

/// <summary>Has a run begin again from what was saved.</summary>
internal sealed class RunRestart(DurableRun run, RunEvents events, RunSampler sampler, RunOrders orders, RunCheckpoints checkpoints, ReplicaAgreement agreement)
{
    /// <summary>Begins another attempt from what was saved.</summary>
    /// <param name="why">Why, in a sentence.</param>
    /// <param name="record">The record as it is before, with what must be on record together with the new attempt.</param>
    public async Task Restore(string why, RunRecord record)
    {
        agreement.Forget();
        await run.Write(record with
        {
            Attempt = run.Attempt + 1,
            Generations = [],
            State = run.State == RunState.Evaluating ? RunState.Training : run.State,
        });
        await checkpoints.SetAside();
        var source = await sampler.Start([]);
        await events.Tell(RunEventKind.Restored, null, $"{why} The run goes on from step {source.FirstStep}.");
        orders.Renew();
    }
}
