using OrleansDro.Abstractions.Specs;

namespace OrleansDro.Grains.AllReduce.Gradients;

/// <summary>What one or more micro-batches add to the gradient of their step.</summary>
/// <param name="WeightSum">Sum of their cases' importance weights.</param>
/// <param name="Values">Sum over their cases of weight times gradient.</param>
internal sealed record PartialGradient(double WeightSum, PooledGradient Values)
{
    /// <summary>Adds two up and uses them up: in place, unless others read both.</summary>
    public static PartialGradient Add(PartialGradient left, PartialGradient right, GradientFormat format)
    {
        var sum = (left.Values.IsShared, right.Values.IsShared) switch
        {
            (false, _) => left.Values,
            (_, false) => right.Values,
            _ => left.Values.Home.Rent(),
        };
        GradientNumbers.Add(left.Values.Numbers, right.Values.Numbers, format, sum.Numbers);
        foreach (var used in new[] { left.Values, right.Values }.Where(values => values != sum))
        {
            used.Dispose();
        }

        return new PartialGradient(left.WeightSum + right.WeightSum, sum);
    }
}
