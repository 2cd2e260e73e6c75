using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Grains.Training.Data;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Training.Steps;

/// <summary>
/// Between the forward and the backward passes of a micro-batch: importance weights from fresh and stale losses, and the report to the sampler once all losses are known.
/// </summary>
internal sealed class StepWeighting(SamplingOptions options, long step, LoadedMicroBatch microBatch, double floorProbability)
{
    private readonly TaskCompletionSource<LossReport> _report = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly float[] _losses = new float[microBatch.Draws.Length];
    private readonly sbyte[] _clips = new sbyte[microBatch.Draws.Length];
    private int _weighed;

    /// <summary>Ends when the losses are known, while the last backward pass still runs.</summary>
    public Task<LossReport> Report => _report.Task;

    /// <summary>Cases whose losses are not known yet.</summary>
    public int Left => _losses.Length - _weighed;

    /// <summary>Computes the weights of the next cases, and hands out the report with the last.</summary>
    /// <param name="losses">At most <see cref="Left"/>.</param>
    /// <param name="weights">As many; receives the weights.</param>
    public void Weigh(ReadOnlySpan<float> losses, Span<float> weights)
    {
        for (var i = 0; i < losses.Length; i++, _weighed++)
        {
            _losses[_weighed] = microBatch.Problems[_weighed] is not null ? float.NaN : losses[i];
            double fresh = _losses[_weighed], weight = 0;
            var clipped = ImportanceWeights.Compute(
                microBatch.Draws.AsSpan(_weighed, 1), new ReadOnlySpan<double>(in fresh), floorProbability, options, new Span<double>(ref weight));
            _clips[_weighed] = (sbyte)(clipped.High - clipped.Low);
            weights[i] = (float)weight;
        }

        if (Left == 0)
        {
            var problems = Array.Exists(microBatch.Problems, problem => problem is not null) ? microBatch.Problems : null;
            _report.SetResult(new LossReport(step, Array.ConvertAll(microBatch.Draws, draw => draw.Slot), _losses, _clips, problems));
        }
    }

    /// <summary>Ends the report where the losses could not be computed.</summary>
    public void Fail(Exception exception) => _report.TrySetException(exception);
}
