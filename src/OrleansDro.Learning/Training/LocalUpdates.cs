using OrleansDro.Learning.Optimization;
using TorchSharp;
using static TorchSharp.torch;

namespace OrleansDro.Learning.Training;

/// <summary>
/// Each micro-batch takes some steps of the optimizer on its own, from the state before the step; the average change of the parameters is then the gradient of one outer
/// step with Nesterov momentum: DiLoCo (Douillard et al. 2023), with the micro-batches as its workers.
/// </summary>
/// <remarks>
/// A worker's optimizer state is averaged as well; in DiLoCo it stays with its worker. So a step does not depend on the state of a single replica, a worker can be computed
/// anywhere, and the result does not depend on which trainers took part. With one inner step, an outer learning rate of 1 and no momentum it is <see cref="SynchronousUpdates"/> with SGD,
/// up to rounding.
/// </remarks>
public sealed class LocalUpdates : IUpdateMethod
{
    private readonly GradientScale _scale;
    private readonly LocalUpdateOptions _options;
    private readonly long _steps;
    private readonly Sgd _outer;
    private readonly Dictionary<string, Tensor> _state;
    private readonly Tensor[] _moving, _before;

    /// <summary>Makes the method for a replica.</summary>
    /// <param name="replica">The replica, which it owns from then on.</param>
    /// <param name="scale">How an inner step's sum of gradients becomes a mean.</param>
    /// <param name="steps">Outer steps of the run; the learning rate's schedule counts the inner ones.</param>
    /// <param name="options">The steps.</param>
    public LocalUpdates(Replica replica, GradientScale scale, long steps, LocalUpdateOptions options)
    {
        (Replica, _scale, _steps, _options) = (replica, scale, steps, options);
        _outer = new Sgd(new SgdOptions { Momentum = options.OuterMomentum, Nesterov = true });
        _outer.Bind(replica.Parameters);
        _state = replica.OptimizerState.Concat(_outer.State.Select(entry => KeyValuePair.Create("outer." + entry.Key, entry.Value))).ToDictionary();

        // The parameters, and the state of the inner optimizer.
        _moving = [replica.Parameters.Data, .. replica.OptimizerState.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value)];
        using var withoutGraph = no_grad();
        _before = [.. _moving.Select(vector => vector.clone().DetachFromDisposeScope())];
    }

    /// <inheritdoc/>
    public Replica Replica { get; }

    /// <inheritdoc/>
    public long ContributionLength => _moving.Length * Replica.Parameters.Count;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> State => _state;

    /// <inheritdoc/>
    /// <remarks>Each batch is one inner step. The contribution is the distance to the parameters at the end, followed by the optimizer's state there.</remarks>
    public double Compute(IReadOnlyList<BatchBuffer> batches, CaseWeighting weigh, Action passed, long step, int microBatch, Span<float> contribution)
    {
        using var scope = NewDisposeScope();
        using var withoutGraph = no_grad();
        Copy(_moving, _before);
        foreach (var (position, batch) in batches.Index())
        {
            TakeInnerStep(batch, weigh, (step * _options.InnerSteps) + position, microBatch);
            passed();
        }

        Replica.Parameters.Gradient.copy_(_before[0]).sub_(Replica.Parameters.Data);
        Replica.Parameters.CopyGradientTo(contribution);
        for (var i = 1; i < _moving.Length; i++)
        {
            FlatParameters.Read(_moving[i], PartOf(contribution, i));
        }

        Copy(_before, _moving);
        return 1;
    }

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<float> sum, double weightSum, long step)
    {
        using var scope = NewDisposeScope();
        using var withoutGraph = no_grad();
        using var mean = (1 / weightSum).ToScalar();
        for (var i = 1; i < _moving.Length; i++)
        {
            FlatParameters.Overwrite(_moving[i], PartOf(sum, i));
            _moving[i].mul_(mean);
        }

        Replica.Parameters.SetGradient(sum[..(int)Replica.Parameters.Count]);
        Replica.Parameters.Gradient.mul_(mean);
        _outer.Step(step, _options.OuterLearningRate);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Array.ForEach(_before, vector => vector.Dispose());
        _outer.Dispose();
        Replica.Dispose();
    }

    private static void Copy(Tensor[] from, Tensor[] to)
    {
        foreach (var (source, destination) in from.Zip(to))
        {
            destination.copy_(source);
        }
    }

    private void TakeInnerStep(BatchBuffer batch, CaseWeighting weigh, long step, int microBatch)
    {
        using var withGraph = enable_grad();
        var weightSum = Replica.Compute([batch], weigh, step, microBatch);
        Replica.Apply(_scale.Of(weightSum, batch.Cases), step, _steps * _options.InnerSteps);
    }

    private Span<float> PartOf(Span<float> contribution, int vector) => contribution.Slice(vector * (int)Replica.Parameters.Count, (int)Replica.Parameters.Count);

    private ReadOnlySpan<float> PartOf(ReadOnlySpan<float> contribution, int vector) =>
        contribution.Slice(vector * (int)Replica.Parameters.Count, (int)Replica.Parameters.Count);
}
