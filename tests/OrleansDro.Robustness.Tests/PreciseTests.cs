namespace OrleansDro.Robustness.Tests;

public sealed class PreciseTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, Math.E)]
    [InlineData(-1, 0.36787944117144233)]
    [InlineData(100, 2.6881171418161356E+43)]
    [InlineData(-700, 9.859676543759770e-305)]
    public void ErrorOfExp_KnownPower_IsAtMostTheRoundingOfADouble(double x, double power)
    {
        Assert.InRange(Precise.ErrorOfExp(x, power), 0, 0.5);
        Assert.InRange(Precise.ErrorOfExp(x, Math.BitIncrement(power)), 0.5, 1.5);
    }

    [Fact]
    public void Softmax_AnyLosses_IsThatOfThePlainFormula()
    {
        double[] losses = [0.1, -2, 3, 2.5, 1e-9];
        Assert.All(Precise.Softmax(losses, 2).Zip(Exact.Softmax(losses, 2)), pair => Assert.Equal(pair.Second, pair.First, 1e-15));
        Assert.Equal([0.5, 0, 0.5], Precise.Softmax([1.7e308, -1.7e308, 1.7e308], 1e4));
    }

    [Fact]
    public void ScaledSum_KnownSum_IsExact()
    {
        Assert.Equal(Math.Exp(1) + Math.Exp(3), Precise.ScaledSum([0.5, 1.5], 2, 0), 1e-14);
        Assert.Equal((Math.Exp(1) + Math.Exp(3)) / 1024, Precise.ScaledSum([0.5, 1.5], 2, 10), 1e-17);
    }
}
