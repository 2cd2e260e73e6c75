using OrleansDro.Abstractions.Specs;

namespace OrleansDro.Grains.AllReduce.Gradients;

/// <summary>The contribution of one or more micro-batches to the gradient of their step.</summary>
/// <param name="WeightSum">Sum of their cases' importance weights.</param>
/// <param name="Values">Sum over their cases of weight times gradient.</param>
internal sealed record PartialGradient(double WeightSum, PooledGradient Values)
{
    /// <summary>Adds two contributions, which must not be used afterwards: in place, unless both are shared with other readers.</summary>
    public static PartialGradient Add(PartialGradient left, PartialGradient right, GradientFormat format)
    {
        var sum = (left.Values.IsShared, right.Values.IsShared) switch
        {
            (false, _) => left.Values,
            (_, false) => right.Values,
            _ => left.Values.Buffers.Rent(),
        };
        GradientEncoding.Add(left.Values.Numbers, right.Values.Numbers, format, sum.Numbers);
        foreach (var used in new[] { left.Values, right.Values }.Where(values => values != sum))
        {
            used.Dispose();
        }

        return new PartialGradient(left.WeightSum + right.WeightSum, sum);
    }
}
