using OrleansDro.Robustness.Metrics;

namespace OrleansDro.Robustness.Tests.Metrics;

public sealed class HistogramTests
{
    [Fact]
    public void Of_Values_CountsEachOnceAndTheLargestInTheLastBin()
    {
        var histogram = Histogram.Of([0, 0.9, 1, 1.5, 3, 4], 4);
        Assert.Equal((0.0, 4.0), (histogram.Lowest, histogram.Highest));
        Assert.Equal([2, 2, 0, 2], histogram.Counts);
    }

    [Fact]
    public void Of_EqualValues_LieInTheFirstBin() => Assert.Equal([3, 0], Histogram.Of([2, 2, 2], 2).Counts);

    [Fact]
    public void Of_WrongArguments_Throws()
    {
        Assert.Throws<ArgumentException>(() => Histogram.Of([], 2));
        Assert.Throws<ArgumentException>(() => Histogram.Of([double.NaN], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Histogram.Of([1], 0));
    }
}
