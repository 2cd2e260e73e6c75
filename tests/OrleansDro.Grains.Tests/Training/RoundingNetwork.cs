using TorchSharp;
using static TorchSharp.torch;

namespace OrleansDro.Grains.Tests.Training;

/// <summary>A network that rounds as another processor does: its output is a little larger, by an amount that belongs to the kind of processor.</summary>
internal sealed class RoundingNetwork : nn.Module<Tensor, Tensor>
{
    private const double Difference = 1e-4;

    private readonly nn.Module<Tensor, Tensor> _network;
    private readonly Scalar _factor;

    /// <param name="network">What computes.</param>
    /// <param name="kind">The kind; 0 changes nothing.</param>
    public RoundingNetwork(nn.Module<Tensor, Tensor> network, int kind)
        : base(nameof(RoundingNetwork))
    {
        (_network, _factor) = (network, (1 + (kind * Difference)).ToScalar());
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return _network.call(input).mul(_factor).MoveToOuterDisposeScope();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _network.Dispose();
            _factor.Dispose();
        }

        base.Dispose(disposing);
    }
}
