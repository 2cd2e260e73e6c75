using FsCheck.Xunit;
using OrleansDro.Robustness.Metrics;
using OrleansDro.Robustness.Objectives;

namespace OrleansDro.Robustness.Tests.Metrics;

[Properties(Arbitrary = [typeof(Generators)])]
public sealed class TailRiskTests
{
    private static readonly double[] Squares = [.. Enumerable.Range(1, 20).Select(i => 0.005 * i * i)];
    private static readonly double[] Tails = [1e-3, 0.01, 0.05, 0.1, 0.25, 1 / 3.0, 0.5, 0.9, 0.999, 1];

    [Theory]
    [InlineData(0.5, 0.5, 1.2425, 1.479777)]
    [InlineData(0.25, 1.125, 1.63, 1.755398)]
    [InlineData(0.1, 1.62, 1.9025, 1.943642)]
    [InlineData(0.05, 1.805, 2.0, 2.0)]
    public void All_GoldenSquares_Match(double tail, double value, double conditional, double entropic)
    {
        Assert.Equal(value, TailRisk.ValueAtRisk(Squares, tail), 1e-12);
        Assert.Equal(conditional, TailRisk.ConditionalValueAtRisk(Squares, tail), 1e-12);

        // The golden values are from a grid, which finds no less than the least.
        Assert.InRange(TailRisk.EntropicValueAtRisk(Squares, tail), entropic - 2e-5, entropic + 1e-6);
    }

    [Fact]
    public void ConditionalValueAtRisk_FractionalTail_CountsAFractionOfTheLastValue()
        => Assert.Equal(1.4943939393939394, TailRisk.ConditionalValueAtRisk(Squares, 0.33), 1e-12);

    [Property]
    public void ConditionalValueAtRisk_AnyValues_IsTheLeastOfRockafellarAndUryasev(LossVector losses)
    {
        foreach (var tail in Tails)
        {
            var least = losses.Values.Min(eta => eta + losses.Values.Average(loss => Math.Max(loss - eta, 0)) / tail);
            Assert.Equal(least, TailRisk.ConditionalValueAtRisk(losses.Values, tail), Tolerance(losses.Values));
        }
    }

    [Property]
    public void All_AnyValues_AreOrdered(LossVector losses, Beta beta)
    {
        var (values, tolerance) = (losses.Values, Tolerance(losses.Values));
        foreach (var tail in Tails)
        {
            var conditional = TailRisk.ConditionalValueAtRisk(values, tail);
            var entropic = TailRisk.EntropicValueAtRisk(values, tail);
            Assert.True(TailRisk.ValueAtRisk(values, tail) <= conditional + tolerance);
            Assert.True(conditional <= entropic + tolerance);
            Assert.True(entropic <= values.Max());

            // The bound at any beta, that trained with among them, is no less than the least.
            Assert.True(entropic <= RobustObjective.Value(values, beta.Value) - Math.Log(tail) / beta.Value + tolerance);
        }
    }

    [Property]
    public void ValueAtRisk_AnyValues_IsTheLeastThatEnoughDoNotExceed(LossVector losses)
    {
        foreach (var tail in Tails)
        {
            var expected = losses.Values.Where(value => losses.Values.Count(other => other > value) <= tail * losses.Values.Length * (1 + 1e-12)).Min();
            Assert.Equal(expected, TailRisk.ValueAtRisk(losses.Values, tail));
        }
    }

    [Fact]
    public void ValueAtRisk_TailOfAWholeCountThatRounds_CountsItWhole()
    {
        // 0.29 * 100 is 28.999999999999996.
        double[] values = [.. Enumerable.Range(1, 100).Select(i => (double)i)];
        Assert.Equal(71, TailRisk.ValueAtRisk(values, 0.29));
    }

    [Theory]
    [InlineData(1e-12)]
    [InlineData(1)]
    [InlineData(1e12)]
    public void EntropicValueAtRisk_AnyScale_Scales(double scale)
    {
        double[] scaled = [.. Squares.Select(value => value * scale - scale)];
        foreach (var tail in Tails)
        {
            Assert.Equal(TailRisk.EntropicValueAtRisk(Squares, tail) - 1, TailRisk.EntropicValueAtRisk(scaled, tail) / scale, 1e-10);
        }
    }

    [Fact]
    public void EntropicValueAtRisk_EqualValuesOrTiedMaximum_IsTheMaximum()
    {
        Assert.Equal(3, TailRisk.EntropicValueAtRisk([3, 3, 3], 0.5));
        Assert.Equal(3, TailRisk.EntropicValueAtRisk([1, 3, 3, 2], 0.5));
        Assert.Equal(1.5, TailRisk.EntropicValueAtRisk([1, 2], 1));
    }

    [Fact]
    public void Gini_KnownValues_Match()
    {
        Assert.Equal(0.48658536585365864, TailRisk.Gini(Squares), 1e-14);
        Assert.Equal(0, TailRisk.Gini([5, 5, 5]), 1e-15);
        Assert.Equal(0.75, TailRisk.Gini([0, 8, 0, 0]));
        Assert.Equal(0, TailRisk.Gini([0, 0]));
        Assert.Throws<ArgumentException>(() => TailRisk.Gini([-1, 2]));
    }

    [Fact]
    public void All_PoisonNothingOrWrongTail_Throw()
    {
        Func<double[], double, double>[] risks =
        [
            (values, tail) => TailRisk.ValueAtRisk(values, tail),
            (values, tail) => TailRisk.ConditionalValueAtRisk(values, tail),
            (values, tail) => TailRisk.EntropicValueAtRisk(values, tail),
        ];
        foreach (var risk in risks)
        {
            Assert.Throws<ArgumentException>(() => risk([], 0.1));
            Assert.Throws<ArgumentException>(() => risk([1, double.NaN], 0.1));
            Assert.Throws<ArgumentException>(() => risk([1, double.PositiveInfinity], 0.1));
            Assert.Throws<ArgumentOutOfRangeException>(() => risk([1], 0));
            Assert.Throws<ArgumentOutOfRangeException>(() => risk([1], 1.1));
            Assert.Throws<ArgumentOutOfRangeException>(() => risk([1], double.NaN));
        }
    }

    private static double Tolerance(double[] values) => 1e-12 * (1 + values.Max(Math.Abs));
}
