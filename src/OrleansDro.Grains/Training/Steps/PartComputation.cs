using OrleansDro.Grains.AllReduce;
using OrleansDro.Grains.AllReduce.Gradients;
using OrleansDro.Grains.Audits;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Observability.Metrics;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Training.Context;
using OrleansDro.Grains.Training.Data;
using OrleansDro.Grains.Training.Replicas;
using OrleansDro.Learning.Torch;

namespace OrleansDro.Grains.Training.Steps;

/// <summary>Computes a part of a step: loads its cases, weighs and reports their losses, and computes its gradient.</summary>
/// <param name="context">The run and the trainer.</param>
/// <param name="live">The replica.</param>
/// <param name="thread">The replica's thread.</param>
/// <param name="loader">Loads the cases.</param>
/// <param name="ended">Ends all calls.</param>
internal sealed class PartComputation(TrainerContext context, LiveReplica live, TorchThread thread, BatchLoader loader, CancellationToken ended)
{
    private readonly RunSamplingOptions _sampling = new(context.Spec);
    private readonly ISamplerGrain _sampler = context.Grains.Sampler;
    private readonly long _attempt = live.Attempt;

    /// <summary>Computes a part. Its losses are durable when this ends, so that no step can be built on a gradient whose losses could get lost.</summary>
    /// <param name="input">The step's draws.</param>
    /// <param name="parts">Receives the part, which it must not have yet.</param>
    /// <param name="number">The part's number.</param>
    /// <param name="times">Receives the time of each phase.</param>
    public async Task Compute(StepInput input, StepParts parts, int number, StepTimes times)
    {
        var microBatches = parts.Layout.Parts[number];
        var loading = context.Clock.GetTimestamp();
        await loader.Load(input, microBatches);
        times.AddSince(loading, StepPhase.Load);
        var (loaded, weightings) = Prepare(input, microBatches);
        var reports = Task.WhenAll(weightings.Select(Report));
        var gradient = await thread.Run(() => Compute(input.Batch.Step, loaded, weightings, times));

        // The report was sent before the backward pass, so that this wait is short as a rule.
        var computed = context.Clock.GetTimestamp();
        await reports;
        computed = times.AddSince(computed, StepPhase.Report);
        var losses = AuditPlan.IsAudited(context.Spec, input.Batch.Step) ? await LossesOf(weightings) : null;
        await thread.Run(() =>
        {
            if (losses is not null)
            {
                parts.RecordDigest(number, PartDigest.Of(losses, gradient));
            }

            parts.Add(number, gradient);
        });
        times.AddSince(computed, StepPhase.Reduce);
    }

    /// <summary>
    /// Computes a part only to compare it: loads its cases again, reports no losses, and discards the gradient. The cases are loaded again because a pass may have changed them, or a
    /// bit may have flipped in them.
    /// </summary>
    /// <param name="input">The step's draws.</param>
    /// <param name="microBatches">The part's micro-batches, ascending.</param>
    /// <returns>The part's <see cref="PartDigest"/>.</returns>
    public async Task<string> Recompute(StepInput input, int[] microBatches)
    {
        Array.ForEach(microBatches, microBatch => input.MicroBatches.Remove(microBatch));
        await loader.Load(input, microBatches);
        var (loaded, weightings) = Prepare(input, microBatches);
        var gradient = await thread.Run(() => Compute(input.Batch.Step, loaded, weightings, new StepTimes(context.Clock)));
        using var values = gradient.Values;
        var losses = await LossesOf(weightings);
        return await thread.Run(() => PartDigest.Of(losses, gradient));
    }

    private static async Task<float[][]> LossesOf(StepWeighting[] weightings) => [.. (await Task.WhenAll(weightings.Select(weighting => weighting.Report))).Select(report => report.Losses)];

    private (LoadedMicroBatch[] Loaded, StepWeighting[] Weightings) Prepare(StepInput input, int[] microBatches)
    {
        LoadedMicroBatch[] loaded = [.. microBatches.Select(microBatch => input.MicroBatches[microBatch])];
        var options = _sampling.At(input.Batch.Beta);
        return (loaded, [.. loaded.Select(microBatch => new StepWeighting(options, input.Batch.Step, microBatch, input.Batch.FloorProbability))]);
    }

    private PartialGradient Compute(long step, LoadedMicroBatch[] loaded, StepWeighting[] weightings, StepTimes times)
    {
        try
        {
            var began = context.Clock.GetTimestamp();
            var values = live.Buffers.Rent();
            var weight = live.Updates.Compute(
                [.. loaded.SelectMany(microBatch => microBatch.Buffers)],
                (losses, labelLosses, weights) =>
                {
                    began = times.AddSince(began, StepPhase.Forward);
                    Weigh(weightings, losses, labelLosses, weights);
                },
                () => began = times.AddSince(began, StepPhase.Backward),
                step,
                loaded[0].Number,
                values.Numbers);
            GradientEncoding.Round(values.Numbers, context.Spec.Exchange.Format);
            times.AddSince(began, StepPhase.Reduce);
            return new PartialGradient(weight, values);
        }
        catch (Exception exception)
        {
            Array.ForEach(weightings, weighting => weighting.Fail(exception));
            throw;
        }
    }

    /// <summary>One pass may cover several micro-batches, or some of the cases of one.</summary>
    private static void Weigh(StepWeighting[] weightings, ReadOnlySpan<float> losses, ReadOnlySpan<float> labelLosses, Span<float> weights)
    {
        var labels = labelLosses.Length / losses.Length;
        foreach (var weighting in weightings)
        {
            var count = Math.Min(weighting.Remaining, losses.Length);
            if (count > 0)
            {
                weighting.Weigh(losses[..count], labelLosses[..(count * labels)], weights[..count]);
                losses = losses[count..];
                labelLosses = labelLosses[(count * labels)..];
                weights = weights[count..];
            }
        }
    }

    private async Task Report(StepWeighting weighting)
    {
        var report = await weighting.Report with { Attempt = _attempt };
        using var span = Spans.Start("report", context.RunName, report.Step);
        await RetryUntilAnswered.Call(() => _sampler.Report(report), ended);
    }
}
