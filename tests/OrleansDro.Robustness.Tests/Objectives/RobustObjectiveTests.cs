using FsCheck.Xunit;
using OrleansDro.Robustness.Objectives;

namespace OrleansDro.Robustness.Tests.Objectives;

[Properties(Arbitrary = [typeof(Generators)])]
public sealed class RobustObjectiveTests
{
    private static readonly double[] Ramp = [0, 1, 2, 3];
    private static readonly double[] Eight = [0.1, 2.0, 0.7, 1.1, 0.0, 3.0, 2.2, 0.4];

    [Theory]
    [InlineData(0, 1.500000000, 1.5, 0, 4, 0.25, 0.25, 0.25, 0.25)]
    [InlineData(0.1, 1.562411683, 1.624647182, 0.006223550, 3.950795, 0.213838220, 0.236327782, 0.261182592, 0.288651405)]
    [InlineData(0.5, 1.802088621, 2.084576488, 0.141243934, 3.109580, 0.101536324, 0.167405097, 0.276004345, 0.455054234)]
    [InlineData(1, 2.053895337, 2.492652735, 0.438757397, 2.086111, 0.032058603, 0.087144319, 0.236882818, 0.643914260)]
    [InlineData(2, 2.379391789, 2.844824658, 0.930865738, 1.312155, 0.002144009, 0.015842201, 0.117058913, 0.864954877)]
    [InlineData(10, 2.861375104, 2.999954598, 1.385794940, 1.000091, 0, 2e-9, 4.5398e-5, 0.999954600)]
    [InlineData(100, 2.986137056, 3.0, 1.386294361, 1.000000, 0, 0, 0, 1)]
    public void Value_GoldenRamp_Matches(double beta, double value, double mean, double divergence, double size, double q0, double q1, double q2, double q3)
    {
        var q = Probabilities(Ramp, beta);
        double[] golden = [q0, q1, q2, q3];
        Assert.All(q.Zip(golden), pair => Assert.Equal(pair.Second, pair.First, 1e-9));
        Assert.Equal(value, RobustObjective.Value(Ramp, beta), 1e-9);
        Assert.Equal(mean, Mean(q, Ramp), 1e-9);
        Assert.Equal(divergence, Divergence.KullbackLeibler(q), 1e-9);
        Assert.Equal(size, Divergence.EffectiveSampleSize(q), 1e-6);
    }

    [Fact]
    public void Value_SmallBeta_IsTheMeanPlusHalfTheVariance()
    {
        const double Beta = 1e-4;
        // In 50 digits; the naive form is off by 4e-12 here.
        Assert.Equal(5.26805130896636e-05, RobustObjective.Value(Eight, Beta) - Eight.Average(), 1e-15);
        var variance = Eight.Average(loss => loss * loss) - Eight.Average() * Eight.Average();
        Assert.Equal(Eight.Average() + Beta / 2 * variance, RobustObjective.Value(Eight, Beta), 1e-9);
        foreach (var beta in new[] { 1e-8, 1e-12, 1e-16, 1e-300 })
        {
            Assert.Equal(Eight.Average() + beta / 2 * variance, RobustObjective.Value(Eight, beta), 1e-14);
        }
    }

    [Property]
    public void Value_AnyLosses_LiesBetweenItsBounds(LossVector losses, Beta beta)
    {
        var values = losses.Values;
        var (value, maximum, tolerance) = (RobustObjective.Value(values, beta.Value), values.Max(), Tolerance(values));
        Assert.InRange(value, values.Average() - tolerance, maximum + tolerance);
        Assert.True(value >= maximum - Math.Log(values.Length) / beta.Value - tolerance);
    }

    [Property]
    public void Value_GrowingBeta_IsMonotone(LossVector losses, Beta beta)
    {
        var values = losses.Values;
        var (low, high) = (Probabilities(values, beta.Value), Probabilities(values, 1.5 * beta.Value));
        var tolerance = Tolerance(values);
        Assert.True(RobustObjective.Value(values, 1.5 * beta.Value) >= RobustObjective.Value(values, beta.Value) - tolerance);
        Assert.True(Mean(high, values) >= Mean(low, values) - tolerance);
        Assert.True(Divergence.KullbackLeibler(high) >= Divergence.KullbackLeibler(low) - 1e-12);
        Assert.True(Divergence.EffectiveSampleSize(high) <= Divergence.EffectiveSampleSize(low) + 1e-10);
    }

    [Property]
    public void Value_ShiftedAndScaled_Follows(LossVector losses, Beta beta)
    {
        var values = losses.Values;
        double[] shifted = [.. values.Select(loss => loss + 8)];
        double[] doubled = [.. values.Select(loss => 2 * loss)];
        Assert.Equal(RobustObjective.Value(values, beta.Value) + 8, RobustObjective.Value(shifted, beta.Value), Tolerance(shifted));
        Assert.Equal(2 * RobustObjective.Value(values, 2 * beta.Value), RobustObjective.Value(doubled, beta.Value), Tolerance(doubled));
        Assert.Equal(Probabilities(values, 2 * beta.Value), Probabilities(doubled, beta.Value));

        // The shift rounds each loss; beta makes the rounding grow.
        var rounding = 4 * beta.Value * values.Max(loss => Math.BitIncrement(Math.Abs(loss) + 8) - (Math.Abs(loss) + 8));
        Assert.All(Probabilities(values, beta.Value).Zip(Probabilities(shifted, beta.Value)), pair => Assert.Equal(pair.First, pair.Second, 1e-14 + rounding));
    }

    [Property]
    public void Value_Permuted_IsUnchanged(LossVector losses, Beta beta)
    {
        double[] reversed = [.. losses.Values.Reverse()];
        Assert.Equal(RobustObjective.Value(losses.Values, beta.Value), RobustObjective.Value(reversed, beta.Value), Tolerance(reversed));
        Assert.All(
            Probabilities(losses.Values, beta.Value).Reverse().Zip(Probabilities(reversed, beta.Value)),
            pair => Assert.Equal(pair.First, pair.Second, 1e-14));
    }

    [Fact]
    public void Value_Gradient_IsTheSoftmax()
    {
        double[] anchors = [-1, 0.3, 0.9, 2.5];
        const double At = 0.4, Beta = 1.7, Step = 1e-6;
        double[] Losses(double x) => [.. anchors.Select(anchor => (x - anchor) * (x - anchor))];
        var difference = (RobustObjective.Value(Losses(At + Step), Beta) - RobustObjective.Value(Losses(At - Step), Beta)) / (2 * Step);
        var gradient = Mean(Probabilities(Losses(At), Beta), [.. anchors.Select(anchor => 2 * (At - anchor))]);
        Assert.Equal(-4.087991655301248, gradient, 1e-12);
        Assert.Equal(gradient, difference, 1e-8);
    }

    [Property]
    public void Value_AnyOtherDistribution_GivesLess(LossVector losses, Beta beta, int seed)
    {
        var values = losses.Values;
        var random = new Random(seed);
        var raw = values.Select(_ => Math.Pow(random.NextDouble(), random.Next(1, 6))).ToArray();
        double[] other = [.. raw.Select(x => x / raw.Sum())];
        var value = RobustObjective.Value(values, beta.Value);
        var best = Probabilities(values, beta.Value);
        Assert.True(Mean(other, values) - Divergence.KullbackLeibler(other) / beta.Value <= value + Tolerance(values) + 1e-14 / beta.Value);
        Assert.Equal(value, Mean(best, values) - Divergence.KullbackLeibler(best) / beta.Value, Tolerance(values) + 1e-14 / beta.Value);
    }

    [Property]
    public void Value_LossesOffByDelta_MovesByDeltaAtMost(LossVector losses, Beta beta, int seed)
    {
        const double Delta = 0.05;
        var random = new Random(seed);
        double[] stale = [.. losses.Values.Select(loss => loss + Delta * (2 * random.NextDouble() - 1))];
        var moved = Math.Abs(RobustObjective.Value(stale, beta.Value) - RobustObjective.Value(losses.Values, beta.Value));
        Assert.True(moved <= Delta + Tolerance(losses.Values));
    }

    [Theory]
    [InlineData(1e4, 1e12)]
    [InlineData(1e4, 1e-12)]
    [InlineData(1e-12, 1e12)]
    [InlineData(0, 1e12)]
    [InlineData(1, -1e12)]
    public void Value_ExtremeScales_IsExact(double beta, double scale)
    {
        double[] losses = [.. Ramp.Select(loss => scale * loss)];
        var expected = scale * RobustObjective.Value(Ramp, beta * Math.Abs(scale));
        if (scale > 0)
        {
            Assert.Equal(expected, RobustObjective.Value(losses, beta), 1e-12 * Math.Abs(expected));
        }

        var q = Probabilities(losses, beta);
        Assert.All(q, p => Assert.InRange(p, 0, 1));
        Assert.Equal(1, q.Sum(), 1e-12);
    }

    [Fact]
    public void Value_OneCaseOrEqualCases_IsTheirLoss()
    {
        foreach (var beta in new[] { 0, 1e-9, 1, 1e9 })
        {
            Assert.Equal(7, RobustObjective.Value([7], beta));
            Assert.Equal(-7, RobustObjective.Value([-7, -7, -7], beta), 1e-12);
            Assert.Equal([0.5, 0.5], Probabilities([3, 3], beta));
        }
    }

    [Fact]
    public void Value_GaussianLosses_FollowTheLawOfTheEffectiveSampleSize()
    {
        var random = new OrleansDro.Robustness.Randomness.CounterRandom(1, OrleansDro.Robustness.Randomness.RandomPurpose.Data, 0, 0);
        var losses = new double[50_000];
        foreach (ref var loss in losses.AsSpan())
        {
            loss = random.NextGaussian();
        }

        foreach (var beta in new[] { 0.2, 0.5 })
        {
            var q = Probabilities(losses, beta);
            Assert.Equal(Math.Exp(-beta * beta), Divergence.EffectiveSampleSize(q) / losses.Length, 0.01);
            Assert.Equal(beta * beta / 2, Divergence.KullbackLeibler(q), 0.01);
        }
    }

    [Fact]
    public void Value_PoisonOrNothing_Throws()
    {
        Assert.Throws<ArgumentException>(() => RobustObjective.Value([], 1));
        Assert.Throws<ArgumentException>(() => RobustObjective.Value([1, double.NaN], 1));
        Assert.Throws<ArgumentException>(() => RobustObjective.Value([1, double.PositiveInfinity], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RobustObjective.Value([1], -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RobustObjective.Value([1], double.NaN));
        Assert.Throws<ArgumentException>(() => RobustObjective.Probabilities([1], 1, new double[2]));
        Assert.Throws<ArgumentException>(() => RobustObjective.Probabilities([double.NaN], 1, new double[1]));
    }

    private static double Tolerance(double[] values) => 1e-12 * (1 + values.Max(Math.Abs));

    private static double Mean(double[] q, double[] values) => q.Zip(values, (p, value) => p * value).Sum();

    private static double[] Probabilities(double[] losses, double beta)
    {
        var q = new double[losses.Length];
        RobustObjective.Probabilities(losses, beta, q);
        return q;
    }
}
