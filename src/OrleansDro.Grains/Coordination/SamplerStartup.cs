using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Cases;
using OrleansDro.Grains.Checkpoints;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Membership;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Coordination;

/// <summary>Starts the sampler of a run once the data set is known, and opens its cases for queries and changes.</summary>
internal sealed class SamplerStartup(DurableRun run, RunCheckpoints checkpoints, RunSampler sampler, RunCases cases, RunOrders orders)
{
    /// <summary>Starts the sampler, or connects to the one that is running already.</summary>
    /// <param name="checkpoint">The checkpoint from which a user resumed the run, or null.</param>
    /// <param name="training">The names of the training cases.</param>
    public async Task StartSampler(Checkpoint? checkpoint, CaseLabel[] training)
    {
        var changes = await cases.CreateChanges(training);
        var wasTraining = run.State != RunState.Preparing;
        var replayed = wasTraining ? [] : await Prepare(checkpoint, training, changes);

        // An activation that was lost before the attempt's first generation may not have started the sampler, and trainers still have to learn where the state is.
        if (run.Record.Current is null)
        {
            await sampler.Start(replayed);
        }

        if (wasTraining || checkpoint is not null)
        {
            changes.Apply(await RetryUntilAnswered.Call(sampler.Grain.GetChanges));
        }

        cases.Open(changes);
        if (!wasTraining)
        {
            await run.Write(run.Record with { State = RunState.Training });
            orders.Publish();
        }

        if (run.Record.StopRequested)
        {
            await RetryUntilAnswered.Call(sampler.Grain.RequestStop);
        }
    }

    /// <summary>Records the cases with which the run starts.</summary>
    /// <returns>The recorded changes of the cases that are to be replayed.</returns>
    private async Task<IReadOnlyList<ScheduledChange>> Prepare(Checkpoint? checkpoint, CaseLabel[] training, CaseChanges changes)
    {
        await run.WriteLabels(training);
        await run.WriteValidations([.. checkpoint?.Manifest.Validations ?? []]);
        await run.Write(run.Record with { Cases = training.Length });
        if (checkpoint is null)
        {
            return await changes.Replay(run.Record.Start.Changes);
        }

        checkpoints.RequireCompatible(checkpoint);
        await run.Write(run.Record with { Fingerprints = [.. checkpoint.Manifest.Fingerprints.Union(run.Record.Fingerprints)] });
        return [];
    }
}
