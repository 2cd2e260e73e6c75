using System.Runtime.InteropServices;
using OrleansDro.Learning.Losses;
using OrleansDro.Learning.Models;
using OrleansDro.Learning.Optimization;
using OrleansDro.Learning.Torch;
using OrleansDro.Robustness.Errors;
using OrleansDro.Robustness.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace OrleansDro.Learning.Training;

/// <summary>
/// One copy of the model with its optimizer on one device. Not safe for several threads: everything here happens on one <see cref="TorchThread"/>.
/// </summary>
/// <remarks>
/// A step is: <see cref="Compute"/> for each micro-batch, which leaves the sum over its cases of weight times gradient in
/// <see cref="FlatParameters.Gradient"/>; then <see cref="Apply"/> with the sum over all micro-batches. Native memory is freed at the end of each call.
/// </remarks>
public sealed class Replica : IDisposable
{
    /// <summary>With a usable learning rate training does not diverge in these first steps; wrong arithmetic shows in them.</summary>
    private const int FirstSteps = 20;

    private readonly IPerCaseLoss _loss;
    private readonly OptimizerOptions _options;
    private readonly IOptimizer _optimizer;
    private readonly Device _device;
    private readonly ScalarType _precision;
    private readonly long _seed;
    private readonly bool _drawsRandomNumbers;

    /// <summary>Builds the replica.</summary>
    /// <param name="createModel">Makes the network; Torch's random generator is seeded before, so every replica starts equal.</param>
    /// <param name="loss">The per-case loss.</param>
    /// <param name="options">The optimizer.</param>
    /// <param name="device">The device to compute on.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="precision">The precision of the network's arithmetic: Float32, or BFloat16 by <see cref="Autocast"/>. Parameters, losses and gradients are float32 in any case.</param>
    /// <exception cref="InvalidInputException">The model keeps running statistics or cannot be trained, or Torch cannot compute in this precision.</exception>
    public Replica(
        Func<nn.Module<Tensor, Tensor>> createModel, IPerCaseLoss loss, OptimizerOptions options, Device device, long seed, ScalarType precision = ScalarType.Float32)
    {
        (_loss, _options, _device, _seed, _precision) = (loss, options, device, seed, precision);
        if (precision != ScalarType.Float32)
        {
            Autocast.RequireSupport();
        }

        // No dispose scope here: it would free the parameters that the model is about to own.
        lock (TorchRuntime.RandomGenerator)
        {
            Seed(new CounterRandom(seed, RandomPurpose.Initialization, 0, 0));
            Model = createModel();
        }

        InstructionSetLimit.DecideFor(Model is IPadsChannels);
        RefuseRunningStatistics();
        _drawsRandomNumbers = Model.modules().Any(IsDropout);
        Model.to(device);
        Model.train();
        Parameters = new FlatParameters(Model);
        _optimizer = options.Create();
        _optimizer.Bind(Parameters);
    }

    /// <summary>The network.</summary>
    public nn.Module<Tensor, Tensor> Model { get; }

    /// <summary>Whether a self-test has shown that this process computes the network right on the device; see <see cref="SelfTesting.SelfTest"/>.</summary>
    public bool IsProven { get; init; }

    /// <summary>Its parameters and gradients as vectors.</summary>
    public FlatParameters Parameters { get; }

    /// <summary>The optimizer's state by name, each of the parameters' length.</summary>
    public IReadOnlyDictionary<string, Tensor> OptimizerState => _optimizer.State;

    /// <summary>
    /// One forward and backward pass over some cases. The gradient vector is then the sum of weight times gradient of the loss over these cases.
    /// </summary>
    /// <param name="batches">The cases, in any number of buffers; they are computed in one pass.</param>
    /// <param name="weigh">Computes the weights from the losses.</param>
    /// <param name="step">The step, which with the micro-batch keys dropout's random numbers.</param>
    /// <param name="microBatch">The micro-batch.</param>
    /// <returns>The sum of the weights.</returns>
    /// <exception cref="TrainingDivergedException">The model has no finite loss on a blank input.</exception>
    public double Compute(IReadOnlyList<BatchBuffer> batches, CaseWeighting weigh, long step, int microBatch)
    {
        using var scope = NewDisposeScope();
        Parameters.Gradient.zero_();
        var cases = batches.Sum(batch => batch.Cases);
        var (reported, weights) = (new float[cases], new float[cases]);
        var (losses, labelLosses) = Forward(batches, step, microBatch);
        Read(losses, reported);
        var reportedLabels = labelLosses is null ? [] : new float[labelLosses.numel()];
        if (labelLosses is not null)
        {
            Read(labelLosses, reportedLabels);
        }

        if (BlankOutWhereNotFinite(batches, reported))
        {
            (losses, _) = Forward(batches, step, microBatch);
            RequireFinite(losses, step);
        }

        weigh(reported, reportedLabels, weights);
        var weightSum = 0.0;
        for (var i = 0; i < cases; i++)
        {
            weights[i] = float.IsFinite(reported[i]) ? weights[i] : 0;
            weightSum += weights[i];
        }

        (losses * tensor(weights, device: _device)).sum().backward();
        return weightSum;
    }

    /// <summary>One optimizer step with the gradient vector.</summary>
    /// <param name="scale">Factor on the gradient: 1 / batch size, or 1 / sum of the weights.</param>
    /// <param name="step">The step from 0.</param>
    /// <param name="steps">Steps of the run, for the learning rate schedule.</param>
    public void Apply(double scale, long step, long steps)
    {
        using var scope = NewDisposeScope();
        using var withoutGraph = no_grad();
        var gradient = Parameters.Gradient;
        if (_options.GradientNormLimit is { } limit)
        {
            // The norm is computed before scaling, so that one pass over the gradient is enough.
            var norm = Parameters.GradientNorm() * scale;
            scale *= norm > limit ? limit / norm : 1;
        }

        using var factor = scale.ToScalar();
        gradient.mul_(factor);
        _optimizer.Step(step, _options.LearningRate * _options.Schedule.Factor(step, steps));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer.Dispose();
        Parameters.Dispose();
        Model.Dispose();
    }

    /// <summary>Whether a module is a layer of dropout of any kind.</summary>
    internal static bool IsDropout(nn.Module module) => module.GetType().Name.Contains("Dropout", StringComparison.Ordinal);

    /// <summary>Seeds Torch's random generator, from which dropout draws, for a forward pass. The caller holds <see cref="TorchRuntime.RandomGenerator"/>.</summary>
    internal static void SeedRandomLayers(long seed, long step, int microBatch) => Seed(new CounterRandom(seed, RandomPurpose.Dropout, step, microBatch));

    private static void Read(Tensor losses, Span<float> destination) =>
        MemoryMarshal.Cast<byte, float>(losses.detach().cpu().bytes).CopyTo(destination);

    private static bool BlankOutWhereNotFinite(IReadOnlyList<BatchBuffer> batches, ReadOnlySpan<float> losses)
    {
        var any = false;
        foreach (var batch in batches)
        {
            for (var i = 0; i < batch.Cases; i++)
            {
                if (!float.IsFinite(losses[i]))
                {
                    // A weight of zero is not enough: zero times not-a-number would reach the gradient through the case's own activations.
                    batch.InputOf(i).Clear();
                    batch.TargetOf(i).Clear();
                    any = true;
                }
            }

            losses = losses[batch.Cases..];
        }

        return any;
    }

    private void RequireFinite(Tensor losses, long step)
    {
        Span<float> values = stackalloc float[(int)losses.numel()];
        Read(losses, values);
        foreach (var value in values)
        {
            if (!float.IsFinite(value))
            {
                throw new TrainingDivergedException(
                    $"The model has no finite loss at step {step}, not even on a blank input. " + (IsProven || step >= FirstSteps
                        ? "The training diverged: lower optimizer.learningRate or set optimizer.gradientNormLimit."
                        : "This machine may compute the network wrongly: test it with SelfTest or 'orleansdro doctor'. If it computes right, the training diverged: lower the learning rate or limit the norm of the gradient."));
            }
        }
    }

    private static void Seed(CounterRandom random) => _ = manual_seed((long)(random.NextUInt64() >> 1));

    private (Tensor Losses, Tensor? LabelLosses) Forward(IReadOnlyList<BatchBuffer> batches, long step, int microBatch)
    {
        var input = Join(batches, batch => batch.Input).to(_device);
        var target = Join(batches, batch => batch.Target).to(_device).to(ScalarType.Int64);
        if (!_drawsRandomNumbers)
        {
            return Losses(Predict(input), target);
        }

        lock (TorchRuntime.RandomGenerator)
        {
            SeedRandomLayers(_seed, step, microBatch);
            return Losses(Predict(input), target);
        }
    }

    private (Tensor Losses, Tensor? LabelLosses) Losses(Tensor logits, Tensor target) =>
        _loss is IPerLabelLoss perLabel ? perLabel.ComputeWithLabels(logits, target) : (_loss.Compute(logits, target), null);

    private static Tensor Join(IReadOnlyList<BatchBuffer> batches, Func<BatchBuffer, Tensor> part) =>
        batches.Count == 1 ? part(batches[0]) : cat([.. batches.Select(part)]);

    private Tensor Predict(Tensor input)
    {
        if (_precision == ScalarType.Float32)
        {
            return Model.call(input);
        }

        using var autocast = Autocast.Open(_device.type, _precision);
        return Model.call(input).to(ScalarType.Float32);
    }

    private void RefuseRunningStatistics()
    {
        foreach (var (name, _) in Model.named_buffers())
        {
            if (name.EndsWith("running_mean", StringComparison.Ordinal))
            {
                throw new InvalidInputException(
                    $"The model keeps running statistics ('{name}'), which depend on which trainer computed which case. Use GroupNorm, or a norm without running statistics.");
            }
        }
    }
}
