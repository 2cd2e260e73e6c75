using OrleansDro.Robustness.Metrics;

namespace OrleansDro.Robustness.Tests.Metrics;

public sealed class PercentileTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(10, 1.3)]
    [InlineData(25, 1.75)]
    [InlineData(50, 2.5)]
    [InlineData(90, 3.7)]
    [InlineData(100, 4)]
    public void Of_FourValuesInAnyOrder_InterpolatesLinearly(double percent, double expected)
        => Assert.Equal(expected, Percentile.Of([3, 1, 4, 2], percent), 1e-14);

    [Fact]
    public void Of_OneValue_IsThatValue()
    {
        Assert.Equal(7, Percentile.Of([7], 0));
        Assert.Equal(7, Percentile.Of([7], 33));
        Assert.Equal(7, Percentile.Of([7], 100));
    }

    [Fact]
    public void Of_PoisonNothingOrWrongPercent_Throws()
    {
        Assert.Throws<ArgumentException>(() => Percentile.Of([], 50));
        Assert.Throws<ArgumentException>(() => Percentile.Of([1, double.NaN], 50));
        Assert.Throws<ArgumentException>(() => Percentile.Of([1, double.NegativeInfinity], 50));
        Assert.Throws<ArgumentOutOfRangeException>(() => Percentile.Of([1], -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Percentile.Of([1], 100.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Percentile.Of([1], double.NaN));
    }
}
