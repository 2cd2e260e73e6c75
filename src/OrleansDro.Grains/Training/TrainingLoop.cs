using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Sampling;
using OrleansDro.Abstractions.Training;
using OrleansDro.Grains.Checkpoints;
using OrleansDro.Grains.Sampling;
using OrleansDro.Learning.Torch;
using OrleansDro.Learning.Training;

namespace OrleansDro.Grains.Training;

/// <summary>A trainer's steps: fetch, compute, report, reduce, apply. Loading of the next step runs beside it.</summary>
internal sealed class TrainingLoop(
    RunSpec spec,
    TrainerAssignment assignment,
    Replica replica,
    TorchThread thread,
    ISamplerGrain sampler,
    BatchLoader loader,
    LossReporter reporter,
    IGradientExchange exchange,
    CancellationToken cancellation)
{
    private readonly SamplingMethod _method = SamplingMethod.Of(spec);

    /// <summary>Trains until the sampler ends the run, and saves the run where this trainer is the one to do so.</summary>
    public async Task Run()
    {
        var step = assignment.FirstStep;
        var next = loader.Load(step);
        while (await next is { } loaded)
        {
            next = loader.Load(step + 1);
            await TakeStep(step, loaded);
            if (spec.Checkpoint.Every > 0 && (step + 1) % spec.Checkpoint.Every == 0)
            {
                await Save(step);
            }

            step++;
        }

        if (step > assignment.FirstStep)
        {
            await Save(step - 1);
        }
    }

    private async Task TakeStep(long step, LoadedStep loaded)
    {
        var options = _method.Options with { Beta = loaded.Beta };
        var weightings = Array.ConvertAll(loaded.MicroBatches, part => new StepWeighting(options, step, part, loaded.FloorProbability));
        var reports = Task.WhenAll(weightings.Select(async (weighting, i) => await reporter.Send(await weighting.Report, loaded.MicroBatches[i].Draws)));
        await thread.Run(() => Compute(step, loaded.MicroBatches, weightings));
        var weightSum = await exchange.Reduce(step);

        // A step counts only when all of its draws are credited; the reports have long arrived, behind the backward pass.
        await reports;
        var isNormalised = options.ImportanceWeighting is { Enabled: true, SelfNormalise: true };
        var scale = !isNormalised ? 1.0 / spec.BatchSize : weightSum > 0 ? 1 / weightSum : 0;
        await thread.Run(() => replica.Apply(scale, step, spec.Steps));
    }

    private void Compute(long step, LoadedMicroBatch[] microBatches, StepWeighting[] weightings)
    {
        try
        {
            for (var i = 0; i < microBatches.Length; i++)
            {
                replica.Compute(microBatches[i].Buffer, weightings[i].Weigh, step, microBatches[i].Number);
                exchange.Collect(microBatches[i].Number, weightings[i].WeightSum);
            }
        }
        catch (Exception exception)
        {
            Array.ForEach(weightings, weighting => weighting.Fail(exception));
            throw;
        }
    }

    private async Task Save(long step)
    {
        if (assignment is not { SavesCheckpoints: true, CheckpointRoot: { } root })
        {
            return;
        }

        SamplerSnapshot? snapshot;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            snapshot = await sampler.GetSnapshot(step);
        }
        while (snapshot is null);

        var (model, optimizer) = await thread.Run(() => (ReplicaTensors.Model(replica), ReplicaTensors.Optimizer(replica)));
        await Task.Run(() => CheckpointStore.Save(root, spec, snapshot, model, optimizer), cancellation);
    }
}
