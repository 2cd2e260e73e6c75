using static TorchSharp.torch;

namespace OrleansDro.Learning.Tests.SelfTesting;

/// <summary>The identity, but for an error in float32 and shorter formats, as a wrong kernel of those formats would make it.</summary>
internal sealed class ErringLayer(ErringLayer.Fault fault, double size) : nn.Module<Tensor, Tensor>(nameof(ErringLayer))
{
    public enum Fault
    {
        /// <summary>The output is too large by a share.</summary>
        Output,

        /// <summary>The gradient of the input is too large by a share.</summary>
        Gradient,

        /// <summary>The first channel of the output is not a number.</summary>
        NotANumber,

        /// <summary>The output has other bits each time, within rounding.</summary>
        Unrepeatable,
    }

    private int _calls;

    public override Tensor forward(Tensor input)
    {
        if (input.dtype == ScalarType.Float64)
        {
            return input.alias();
        }

        return fault switch
        {
            Fault.Output => input * (1 + size),
            Fault.Gradient => (input * (1 + size)) - (input * size).detach(),
            Fault.NotANumber => cat([input.narrow(1, 0, 1) * float.NaN, input.narrow(1, 1, input.shape[1] - 1)], 1),
            _ => input * (1 + (_calls++ * size)),
        };
    }
}
