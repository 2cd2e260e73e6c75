using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Grains.Training.Data;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Training.Steps;

/// <summary>
/// Works between the forward and the backward passes of a micro-batch: computes importance weights from fresh and stale losses, and creates the report to the sampler once all losses
/// are known.
/// </summary>
/// <param name="options">The sampling options at the step.</param>
/// <param name="step">The step.</param>
/// <param name="microBatch">The micro-batch.</param>
/// <param name="floorProbability">The part of each case's probability that uniform draws gave.</param>
internal sealed class StepWeighting(SamplingOptions options, long step, LoadedMicroBatch microBatch, double floorProbability)
{
    private readonly TaskCompletionSource<LossReport> _report = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly float[] _losses = new float[microBatch.Draws.Length];
    private readonly sbyte[] _clips = new sbyte[microBatch.Draws.Length];
    private float[]? _labelLosses;
    private int _weighted;

    /// <summary>Ends when the losses are known, while the last backward pass still runs.</summary>
    public Task<LossReport> Report => _report.Task;

    /// <summary>The number of cases whose losses are not known yet.</summary>
    public int Remaining => _losses.Length - _weighted;

    /// <summary>Computes the weights of the next cases, and completes the report with the last.</summary>
    /// <param name="losses">At most <see cref="Remaining"/>.</param>
    /// <param name="labelLosses">The losses of their labels, case by case; empty if the loss has none.</param>
    /// <param name="weights">Receives the weights; of the same length.</param>
    public void Weigh(ReadOnlySpan<float> losses, ReadOnlySpan<float> labelLosses, Span<float> weights)
    {
        if (labelLosses.Length > 0)
        {
            var labels = labelLosses.Length / losses.Length;
            _labelLosses ??= new float[_losses.Length * labels];
            labelLosses.CopyTo(_labelLosses.AsSpan(_weighted * labels));
        }

        for (var i = 0; i < losses.Length; i++, _weighted++)
        {
            _losses[_weighted] = microBatch.Problems[_weighted] is not null ? float.NaN : losses[i];
            double fresh = _losses[_weighted], weight = 0;
            var clipped = ImportanceWeights.Compute(
                microBatch.Draws.AsSpan(_weighted, 1), new ReadOnlySpan<double>(in fresh), floorProbability, options, new Span<double>(ref weight));
            _clips[_weighted] = (sbyte)(clipped.High - clipped.Low);
            weights[i] = (float)weight;
        }

        if (Remaining == 0)
        {
            var problems = Array.Exists(microBatch.Problems, problem => problem is not null) ? microBatch.Problems : null;
            _report.SetResult(new LossReport(step, Array.ConvertAll(microBatch.Draws, draw => draw.Slot), _losses, _clips, problems, LabelLosses: _labelLosses));
        }
    }

    /// <summary>Fails the report, as the losses could not be computed.</summary>
    public void Fail(Exception exception) => _report.TrySetException(exception);
}
