using FsCheck.Xunit;
using OrleansDro.Robustness.Objectives;

namespace OrleansDro.Robustness.Tests.Objectives;

[Properties(Arbitrary = [typeof(Generators)])]
public sealed class StalenessBoundTests
{
    [Property(MaxTest = 500)]
    public void TotalVariation_RandomStaleLosses_IsNeverExceeded(LossVector losses, int seed)
    {
        var random = new Random(seed);
        var (beta, delta) = (Math.Pow(10, 3 * random.NextDouble() - 2), random.NextDouble());
        double[] stale = [.. losses.Values.Select(loss => loss + delta * (random.Next(2) == 0 ? -1 : 1))];
        var (fresh, drawn) = (Exact.Softmax(losses.Values, beta), Exact.Softmax(stale, beta));

        // The shift by delta rounds the losses.
        var rounding = beta * 1e-15 * (1 + losses.Values.Max(Math.Abs));
        Assert.True(Divergence.TotalVariation(fresh, drawn) <= StalenessBound.TotalVariation(beta, delta) + 1e-12 + 4 * rounding);
        var limit = 2 * beta * delta * (1 + 1e-12) + 1e-12 + 4 * rounding;
        Assert.All(fresh.Zip(drawn).Where(pair => pair.First > 1e-300 && pair.Second > 1e-300), pair => Assert.InRange(Math.Log(pair.Second / pair.First), -limit, limit));
    }

    [Fact]
    public void TotalVariation_WorstCase_IsReached()
    {
        // Each case is off by delta, in opposite directions: the log-odds go from -beta * delta to beta * delta.
        const double Beta = 3, Delta = 0.2;
        var stale = Exact.Softmax([Delta / 2, -Delta / 2], Beta);
        var fresh = Exact.Softmax([-Delta / 2, Delta / 2], Beta);
        Assert.Equal(StalenessBound.TotalVariation(Beta, Delta), Divergence.TotalVariation(stale, fresh), 1e-14);
    }

    [Fact]
    public void TotalVariation_Limits_AreDefined()
    {
        Assert.Equal(0, StalenessBound.TotalVariation(10, 0));
        Assert.Equal(0, StalenessBound.TotalVariation(0, double.PositiveInfinity));
        Assert.Equal(1, StalenessBound.TotalVariation(10, double.PositiveInfinity));
        Assert.Equal(Math.Tanh(1), StalenessBound.TotalVariation(10, 0.2));
        Assert.Throws<ArgumentOutOfRangeException>(() => StalenessBound.TotalVariation(-1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => StalenessBound.TotalVariation(1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => StalenessBound.TotalVariation(1, double.NaN));
    }
}
