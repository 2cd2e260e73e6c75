using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.AllReduce.Gradients;

namespace OrleansDro.Grains.AllReduce.Reducers;

/// <summary>A step's gradient whose slices come one by one, several at a time.</summary>
/// <param name="step">The step.</param>
/// <param name="values">Room for it.</param>
internal sealed class ReducedSlices(long step, PooledGradient values)
{
    private readonly bool[] _has = new bool[GradientSlices.CountFor(values.Numbers.Length)];
    private double _weightSum;

    /// <summary>The step.</summary>
    public long Step => step;

    /// <summary>Whether all slices have come.</summary>
    public bool IsComplete => _has.All(has => has);

    /// <summary>The gradient, once all slices have come, in the room that was given.</summary>
    public StepGradient Gradient => new(step, _weightSum, values);

    /// <summary>Whether a slice has come.</summary>
    public bool Has(int slice) => _has[slice];

    /// <summary>Takes a slice.</summary>
    public void Take(int slice, double weightSum, ReadOnlySpan<byte> bytes, GradientFormat format)
    {
        var (first, count) = GradientSlices.Of(slice, values.Numbers.Length);
        GradientNumbers.Read(bytes, format, values.Numbers.AsSpan(first, count));
        (_weightSum, _has[slice]) = (weightSum, true);
    }
}
