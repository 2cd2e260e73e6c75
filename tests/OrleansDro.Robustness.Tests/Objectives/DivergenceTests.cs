using FsCheck.Xunit;
using OrleansDro.Robustness.Objectives;

namespace OrleansDro.Robustness.Tests.Objectives;

[Properties(Arbitrary = [typeof(Generators)])]
public sealed class DivergenceTests
{
    [Fact]
    public void All_UniformDistribution_AreAtTheirLeast()
    {
        double[] uniform = [0.25, 0.25, 0.25, 0.25];
        Assert.Equal(0, Divergence.KullbackLeibler(uniform));
        Assert.Equal(4, Divergence.EffectiveSampleSize(uniform));
        Assert.Equal(4, Divergence.Perplexity(uniform));
        Assert.Equal(0, Divergence.ChiSquareHalf(uniform));
        Assert.Equal(0, Divergence.TotalVariation(uniform));
    }

    [Fact]
    public void All_OneCaseTakesAll_AreAtTheirMost()
    {
        double[] single = [0, 1, 0, 0];
        Assert.Equal(Math.Log(4), Divergence.KullbackLeibler(single), 1e-15);
        Assert.Equal(1, Divergence.EffectiveSampleSize(single));
        Assert.Equal(1, Divergence.Perplexity(single), 1e-15);
        Assert.Equal(1.5, Divergence.ChiSquareHalf(single));
        Assert.Equal(0.75, Divergence.TotalVariation(single));
        Assert.Equal(1, Divergence.TotalVariation([0, 1, 0], [0.5, 0, 0.5]));
    }

    [Property]
    public void EffectiveSampleSize_AnyDistribution_FollowsFromChiSquare(LossVector losses, Beta beta)
    {
        var q = Exact.Softmax(losses.Values, beta.Value);
        var expected = q.Length / (1 + 2 * Divergence.ChiSquareHalf(q));
        Assert.Equal(expected, Divergence.EffectiveSampleSize(q), 1e-10 * expected);
    }

    [Property]
    public void TotalVariation_UniformAsSecond_IsThatFromUniform(LossVector losses, Beta beta)
    {
        var q = Exact.Softmax(losses.Values, beta.Value);
        double[] uniform = [.. Enumerable.Repeat(1.0 / q.Length, q.Length)];
        Assert.Equal(Divergence.TotalVariation(q, uniform), Divergence.TotalVariation(q), 1e-15);
        // Pinsker's inequality.
        Assert.True(Divergence.TotalVariation(q) <= Math.Sqrt(Divergence.KullbackLeibler(q) / 2) + 1e-7);
    }

    [Fact]
    public void All_NoDistribution_Throw()
    {
        double[][] wrong = [[], [0.5, 0.4], [1.5, -0.5], [double.NaN, 1], [double.PositiveInfinity, 0]];
        foreach (var q in wrong)
        {
            Assert.Throws<ArgumentException>(() => Divergence.KullbackLeibler(q));
            Assert.Throws<ArgumentException>(() => Divergence.EffectiveSampleSize(q));
            Assert.Throws<ArgumentException>(() => Divergence.ChiSquareHalf(q));
            Assert.Throws<ArgumentException>(() => Divergence.TotalVariation(q));
            Assert.Throws<ArgumentException>(() => Divergence.TotalVariation(q, [1]));
        }

        Assert.Throws<ArgumentException>(() => Divergence.TotalVariation([1], [0.5, 0.5]));
    }
}
