using OrleansDro.Learning.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace OrleansDro.Learning.Optimization;

/// <summary>Stochastic gradient descent with momentum, as PyTorch's: v = m v + g; p = p - lr (g + m v) with Nesterov, else p - lr v. In <see cref="PlainArithmetic"/>.</summary>
internal sealed class Sgd(SgdOptions options) : IOptimizer
{
    private readonly Scalar _momentum = options.Momentum.ToScalar();
    private readonly Scalar _weightDecay = options.WeightDecay.ToScalar();
    private readonly Dictionary<string, Tensor> _state = [];
    private FlatParameters? _parameters;

    public IReadOnlyDictionary<string, Tensor> State => _state;

    public void Bind(FlatParameters parameters)
    {
        _parameters = parameters;
        _state["momentum"] = zeros_like(parameters.Data).DetachFromDisposeScope();
    }

    public void Step(long step, double learningRate)
    {
        var parameters = _parameters ?? throw new InvalidOperationException("The optimizer has no parameters yet.");
        using var scope = NewDisposeScope();
        using var withoutGraph = no_grad();
        using var negativeRate = (-learningRate).ToScalar();
        var gradient = parameters.Gradient;
        if (options.WeightDecay > 0)
        {
            gradient.AddScaled(parameters.Data, _weightDecay);
        }

        var velocity = _state["momentum"];
        velocity.mul_(_momentum).add_(gradient, Scalars.One);
        if (options.Nesterov)
        {
            gradient.AddScaled(velocity, _momentum);
            parameters.Data.add_(gradient.mul_(negativeRate), Scalars.One);
        }
        else
        {
            parameters.Data.AddScaled(velocity, negativeRate);
        }
    }

    public void Dispose()
    {
        _momentum.Dispose();
        _weightDecay.Dispose();
        foreach (var tensor in _state.Values)
        {
            tensor.Dispose();
        }
    }
}
