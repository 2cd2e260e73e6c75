using OrleansDro.Learning.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace OrleansDro.Learning.Optimization;

/// <summary>
/// Adam (Kingma, Ba 2015) or, with decoupled weight decay, AdamW (Loshchilov, Hutter 2019), as PyTorch's:
/// p = p - lr m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + eps). In <see cref="PlainArithmetic"/>.
/// </summary>
internal sealed class Adam(AdamOptions options, bool decoupledWeightDecay) : IOptimizer
{
    private readonly Scalar _beta1 = options.Beta1.ToScalar();
    private readonly Scalar _oneMinusBeta1 = (1 - options.Beta1).ToScalar();
    private readonly Scalar _beta2 = options.Beta2.ToScalar();
    private readonly Scalar _oneMinusBeta2 = (1 - options.Beta2).ToScalar();
    private readonly Scalar _epsilon = options.Epsilon.ToScalar();
    private readonly Scalar _weightDecay = options.WeightDecay.ToScalar();
    private readonly Dictionary<string, Tensor> _state = [];
    private FlatParameters? _parameters;

    public IReadOnlyDictionary<string, Tensor> State => _state;

    public void Bind(FlatParameters parameters)
    {
        _parameters = parameters;
        _state["mean"] = zeros_like(parameters.Data).DetachFromDisposeScope();
        _state["square"] = zeros_like(parameters.Data).DetachFromDisposeScope();
    }

    public void Step(long step, double learningRate)
    {
        var parameters = _parameters ?? throw new InvalidOperationException("The optimizer has no parameters yet.");
        using var scope = NewDisposeScope();
        using var withoutGraph = no_grad();
        var gradient = parameters.Gradient;
        if (options.WeightDecay > 0 && decoupledWeightDecay)
        {
            using var keep = (1 - (learningRate * options.WeightDecay)).ToScalar();
            parameters.Data.mul_(keep);
        }
        else if (options.WeightDecay > 0)
        {
            gradient.AddScaled(parameters.Data, _weightDecay);
        }

        var (mean, square) = (_state["mean"], _state["square"]);
        mean.mul_(_beta1).AddScaled(gradient, _oneMinusBeta1);
        square.mul_(_beta2).add_(gradient.mul_(gradient).mul_(_oneMinusBeta2), Scalars.One);

        var updates = step + 1;
        using var squareScale = (1 / Math.Sqrt(1 - Math.Pow(options.Beta2, updates))).ToScalar();
        using var negativeRate = (-learningRate / (1 - Math.Pow(options.Beta1, updates))).ToScalar();
        var denominator = square.RoundedRoot().mul_(squareScale).add_(_epsilon, Scalars.One);
        parameters.Data.add_(mean.div(denominator).mul_(negativeRate), Scalars.One);
    }

    public void Dispose()
    {
        foreach (var scalar in new[] { _beta1, _oneMinusBeta1, _beta2, _oneMinusBeta2, _epsilon, _weightDecay })
        {
            scalar.Dispose();
        }

        foreach (var tensor in _state.Values)
        {
            tensor.Dispose();
        }
    }
}
