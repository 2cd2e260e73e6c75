using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.AllReduce.Gradients;

namespace OrleansDro.Grains.AllReduce.Reducers;

/// <summary>A step's gradient whose slices arrive one by one, several at a time.</summary>
/// <param name="step">The step.</param>
/// <param name="values">The array for it.</param>
internal sealed class ReducedSlices(long step, PooledGradient values)
{
    private readonly bool[] _has = new bool[GradientSlices.CountFor(values.Numbers.Length)];
    private double _weightSum;

    /// <summary>The step.</summary>
    public long Step => step;

    /// <summary>Whether all slices have arrived.</summary>
    public bool IsComplete => _has.All(has => has);

    /// <summary>The gradient once all slices have arrived, as a further handle to the same array.</summary>
    public StepGradient ShareGradient() => new(step, _weightSum, values.Share());

    /// <summary>Whether a slice has arrived.</summary>
    public bool Has(int slice) => _has[slice];

    /// <summary>Takes a slice.</summary>
    public void Take(int slice, double weightSum, ReadOnlySpan<byte> bytes, GradientFormat format)
    {
        var (first, count) = GradientSlices.Of(slice, values.Numbers.Length);
        GradientEncoding.Decode(bytes, format, values.Numbers.AsSpan(first, count));
        (_weightSum, _has[slice]) = (weightSum, true);
    }
}
