using static TorchSharp.torch;

namespace OrleansDro.Grains.Tests.Training.SelfTesting;

/// <summary>A network in a bad memory: in one of its copies a bit of a parameter flips after some passes.</summary>
internal sealed class FlippingNetwork : nn.Module<Tensor, Tensor>
{
    private const int PassesUntilFlip = 25;
    private const byte Bit = 0x20;

    private readonly nn.Module<Tensor, Tensor> _network;
    private readonly bool _isBad;
    private int _passes;

    public FlippingNetwork(nn.Module<Tensor, Tensor> network, bool isBad)
        : base(nameof(FlippingNetwork))
    {
        (_network, _isBad) = (network, isBad);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        if (training && _isBad && ++_passes == PassesUntilFlip)
        {
            _network.parameters().First().bytes[1] ^= Bit;
        }

        return _network.call(input);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _network.Dispose();
        }

        base.Dispose(disposing);
    }
}
