using OrleansDro.Abstractions.Sampling;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Training;

/// <summary>Between the forward and the backward pass of a micro-batch: importance weights from fresh and stale losses, and the report to the sampler.</summary>
internal sealed class StepWeighting(SamplingOptions options, long step, LoadedMicroBatch microBatch, double floorProbability)
{
    private readonly TaskCompletionSource<LossReport> _report = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the losses are known, while the backward pass still runs.</summary>
    public Task<LossReport> Report => _report.Task;

    /// <summary>Sum of the weights, once the losses are known.</summary>
    public double WeightSum { get; private set; }

    /// <summary>Computes the weights and hands out the report.</summary>
    public void Weigh(ReadOnlySpan<float> losses, Span<float> weights)
    {
        var draws = microBatch.Draws;
        var reported = new float[draws.Length];
        var clips = new sbyte[draws.Length];
        var problems = Array.Exists(microBatch.Problems, problem => problem is not null) ? microBatch.Problems : null;
        for (var i = 0; i < draws.Length; i++)
        {
            reported[i] = microBatch.Problems[i] is not null ? float.NaN : losses[i];
            double fresh = reported[i], weight = 0;
            var clipped = ImportanceWeights.Compute(
                draws.AsSpan(i, 1), new ReadOnlySpan<double>(in fresh), floorProbability, options, new Span<double>(ref weight));
            clips[i] = (sbyte)(clipped.High - clipped.Low);
            weights[i] = (float)weight;
            WeightSum += weights[i];
        }

        _report.SetResult(new LossReport(step, Array.ConvertAll(draws, draw => draw.Slot), reported, clips, problems));
    }

    /// <summary>Ends the report where the losses could not be computed.</summary>
    public void Fail(Exception exception) => _report.TrySetException(exception);
}
