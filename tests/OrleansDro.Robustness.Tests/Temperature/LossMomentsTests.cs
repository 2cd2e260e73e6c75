using FsCheck.Xunit;
using OrleansDro.Robustness.Objectives;
using OrleansDro.Robustness.Temperature;

namespace OrleansDro.Robustness.Tests.Temperature;

[Properties(Arbitrary = [typeof(Generators)])]
public sealed class LossMomentsTests
{
    private static readonly double[] Ramp = [0, 1, 2, 3];

    [Theory]
    [InlineData(0, 0, 4)]
    [InlineData(0.1, .006223550, 3.950795)]
    [InlineData(0.5, .141243934, 3.109580)]
    [InlineData(1, .438757397, 2.086111)]
    [InlineData(2, .930865738, 1.312155)]
    [InlineData(10, 1.385794940, 1.000091)]
    [InlineData(100, 1.386294361, 1.000000)]
    public void Of_GoldenRamp_Matches(double beta, double divergence, double size)
    {
        var moments = LossMoments.Of(Ramp, beta, 3);
        Assert.Equal(4, moments.Count);
        Assert.Equal(divergence, moments.KullbackLeibler(beta), 1e-9);
        Assert.Equal(size, moments.EffectiveSampleSize, 1e-6);
    }

    [Property]
    public void Of_AnyLosses_IsTheirSums(LossVector losses, Beta beta)
    {
        var (values, reference) = (losses.Values, losses.Values.Max());
        var moments = LossMoments.Of(values, beta.Value, reference);
        var exponentials = values.Select(loss => Math.Exp(beta.Value * (loss - reference))).ToArray();
        Assert.Equal(values.Length, moments.Count);
        AssertClose(exponentials.Sum(), moments.Sum);
        AssertClose(exponentials.Sum(x => x * x), moments.SumOfSquares);
        AssertClose(values.Zip(exponentials, (loss, x) => (loss - reference) * x).Sum(), moments.FirstMoment);

        var q = Exact.Softmax(values, beta.Value);
        AssertClose(Divergence.EffectiveSampleSize(q), moments.EffectiveSampleSize);
        AssertClose(q.Max(), moments.LargestProbability);
        Assert.Equal(Divergence.KullbackLeibler(q), moments.KullbackLeibler(beta.Value), 1e-12);
    }

    [Property]
    public void Add_Blocks_HaveTheMomentsOfTheWhole(LossVector losses, Beta beta, int seed)
    {
        var (values, reference) = (losses.Values, losses.Values.Max());
        var cut = new Random(seed).Next(values.Length + 1);
        var whole = LossMoments.Of(values, beta.Value, reference);
        var (left, right) = (LossMoments.Of(values.AsSpan(..cut), beta.Value, reference), LossMoments.Of(values.AsSpan(cut..), beta.Value, reference));
        var sum = left.Add(right);
        Assert.Equal(sum, right.Add(left));
        Assert.Equal(left, left.Add(default));
        Assert.Equal(whole.Count, sum.Count);
        AssertClose(whole.Sum, sum.Sum);
        AssertClose(whole.SumOfSquares, sum.SumOfSquares);
        AssertClose(whole.FirstMoment, sum.FirstMoment);
    }

    [Property]
    public void Of_LossesThatAreNotFinite_ArePassedOver(LossVector losses, Beta beta, int seed)
    {
        var random = new Random(seed);
        double[] passedOver = [double.NaN, double.NegativeInfinity, double.PositiveInfinity];
        double[] spoilt = [.. losses.Values.SelectMany(loss => Enumerable.Range(0, random.Next(4)).Select(_ => passedOver[random.Next(3)]).Append(loss))];
        var reference = losses.Values.Max();
        var (expected, moments) = (LossMoments.Of(losses.Values, beta.Value, reference), LossMoments.Of(spoilt, beta.Value, reference));
        Assert.Equal(expected.Count, moments.Count);
        AssertClose(expected.Sum, moments.Sum);
        AssertClose(expected.SumOfSquares, moments.SumOfSquares);
        AssertClose(expected.FirstMoment, moments.FirstMoment);
    }

    [Fact]
    public void Of_NoCase_IsTheDefault()
    {
        Assert.Equal(default, LossMoments.Of([], 1, 0));
        Assert.Equal(default, LossMoments.Of([double.NaN, double.NegativeInfinity], 1, 0));
        Assert.Equal(0, default(LossMoments).EffectiveSampleSize);
        Assert.Equal(0, default(LossMoments).LargestProbability);
        Assert.Equal(0, default(LossMoments).KullbackLeibler(1));
    }

    [Fact]
    public void Of_OneCaseOrEqualCases_AreUniform()
    {
        foreach (var count in new[] { 1, 7, 8, 9, 1000 })
        {
            foreach (var beta in new[] { 0, -0.0, 1e-300, 1, 1e4, 1e300 })
            {
                var moments = LossMoments.Of(Enumerable.Repeat(-1e12, count).ToArray(), beta, -1e12);
                Assert.Equal(new LossMoments(count, count, count, 0), moments);
                Assert.Equal(count, moments.EffectiveSampleSize);
                Assert.Equal(0, moments.KullbackLeibler(beta));
            }
        }
    }

    [Fact]
    public void Of_BetaZero_HasTheMeanOfTheLosses()
    {
        foreach (var zero in new[] { 0, -0.0 })
        {
            Assert.Equal(new LossMoments(4, 4, 4, -6), LossMoments.Of(Ramp, zero, 3));
        }
    }

    [Theory]
    [InlineData(1e4, 1e12)]
    [InlineData(1e4, 1e-12)]
    [InlineData(1e-12, 1e12)]
    [InlineData(0, 1e12)]
    [InlineData(1e4, 5e307)]
    [InlineData(0, 5e307)]
    [InlineData(1e300, 1e-300)]
    public void Of_ExtremeScales_IsThatOfTheRamp(double beta, double scale)
    {
        double[] losses = [.. Ramp.Select(loss => scale * loss)];
        var moments = LossMoments.Of(losses, beta, losses[3]);
        var together = Math.Min(beta * scale, 1e300);
        var expected = LossMoments.Of(Ramp, together, 3);
        Assert.Equal(expected.EffectiveSampleSize, moments.EffectiveSampleSize, 1e-12);
        Assert.Equal(expected.KullbackLeibler(together), moments.KullbackLeibler(beta), 1e-12);
        Assert.True(double.IsFinite(moments.FirstMoment));
    }

    [Fact]
    public void Of_BlockFarBelowTheReference_HasNoMass()
    {
        var easy = LossMoments.Of([0, 1, 2], 1e4, 1e12);
        Assert.Equal(3, easy.Count);
        Assert.InRange(easy.Sum, 0, 1e-150);
        var hard = LossMoments.Of([1e12], 1e4, 1e12);
        Assert.Equal(1, hard.Add(easy).EffectiveSampleSize);
        Assert.Equal(Math.Log(4), hard.Add(easy).KullbackLeibler(1e4), 1e-15);
    }

    [Fact]
    public void EffectiveSampleSize_MillionsOfEqualCases_IsExact()
        => Assert.Equal(2_147_483_647, new LossMoments(2_147_483_647, 2_147_483_647, 2_147_483_647, 0).EffectiveSampleSize);

    [Fact]
    public void KullbackLeibler_AnyMass_TakesTheRightLogarithm()
    {
        // With a first moment of 0 only log(count / sum) is left.
        foreach (var count in new[] { 1, 2, 3, 10, 1_000_000, int.MaxValue })
        {
            for (var mass = 1.0; mass > 1e-9; mass *= 0.9137)
            {
                var expected = Math.Log(count / (mass * count));
                Assert.Equal(expected, new LossMoments(count, mass * count, 0, 0).KullbackLeibler(1), 4e-16 * (1 + expected));
                Assert.Equal(Math.Log(count / mass), new LossMoments(count, mass, 0, 0).KullbackLeibler(1), 4e-16 * (1 + Math.Log(count / mass)));
            }
        }
    }

    [Fact]
    public void Of_BadArguments_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LossMoments.Of(Ramp, -1, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => LossMoments.Of(Ramp, double.NaN, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => LossMoments.Of(Ramp, double.PositiveInfinity, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => LossMoments.Of(Ramp, 1, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => LossMoments.Of(Ramp, 1, double.NegativeInfinity));
        Assert.Throws<ArgumentOutOfRangeException>("reference", () => LossMoments.Of(Ramp, 1, 2.999));
        Assert.Throws<ArgumentOutOfRangeException>("reference", () => LossMoments.Of([9, 0, 0, 0, 0, 0, 0, 0, 0], 0, 2.999));
    }

    private static void AssertClose(double expected, double actual) => Assert.Equal(expected, actual, 1e-12 * Math.Abs(expected) + 1e-140);
}
