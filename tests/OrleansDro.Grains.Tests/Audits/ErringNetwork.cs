using static TorchSharp.torch;

namespace OrleansDro.Grains.Tests.Audits;

/// <summary>A network with one more layer, which adds a number to the scores of each class. In some passes a bit of one element of that layer's gradient is wrong; all else is right.</summary>
internal sealed class ErringNetwork : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> _network;
    private readonly TorchSharp.Modules.Parameter _shift;
    private readonly Func<long, int, bool> _strikes;
    private byte[] _seen = [];
    private long _step = -1;
    private int _pass;

    /// <param name="network">The network.</param>
    /// <param name="classes">Classes that it gives scores of.</param>
    /// <param name="strikes">Whether the gradient is wrong in a pass of a step, both from 0.</param>
    public ErringNetwork(nn.Module<Tensor, Tensor> network, int classes, Func<long, int, bool> strikes)
        : base(nameof(ErringNetwork))
    {
        (_network, _strikes) = (network, strikes);
        _shift = new TorchSharp.Modules.Parameter(zeros(classes));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var strikes = training && Strikes();
        return _network.call(input) + AsIs.apply(_shift, strikes).view(1, -1, 1, 1, 1);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _network.Dispose();
            _shift.Dispose();
        }

        base.Dispose(disposing);
    }

    // Between two steps all parameters change, and within one none does.
    private bool Strikes()
    {
        var now = _shift.bytes.ToArray();
        (_step, _pass, _seen) = now.AsSpan().SequenceEqual(_seen) ? (_step, _pass + 1, _seen) : (_step + 1, 0, now);
        return _strikes(_step, _pass);
    }

    /// <summary>Gives what it gets; of the gradient it gives back, a bit may be wrong.</summary>
    private sealed class AsIs : autograd.SingleTensorFunction<AsIs>
    {
        private const string IsWrong = "isWrong";
        private const byte Bit = 0x20;

        public override string Name => nameof(AsIs);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_data(IsWrong, vars[1]);
            return ((Tensor)vars[0]).clone();
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var gradient = grad_output.contiguous().clone();
            if ((bool)ctx.get_data(IsWrong))
            {
                gradient.bytes[1] ^= Bit;
            }

            return [gradient, null!];
        }
    }
}
