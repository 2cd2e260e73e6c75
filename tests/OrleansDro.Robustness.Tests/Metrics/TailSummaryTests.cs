using OrleansDro.Robustness.Metrics;

namespace OrleansDro.Robustness.Tests.Metrics;

public sealed class TailSummaryTests
{
    private static readonly double[] Hundred = [.. Enumerable.Range(1, 100).Reverse().Select(i => (double)i)];

    [Fact]
    public void Of_HighIsWorst_SummarizesWithTheMeanOfTheLargest()
    {
        var summary = TailSummary.Of(Hundred, WorstTail.High);
        Assert.Equal(100, summary.Count);
        double[] actual =
        [
            summary.Mean, summary.Min, summary.P5, summary.P10, summary.P25, summary.P50, summary.P75, summary.P90, summary.P95, summary.P99,
            summary.Max, summary.Cvar90, summary.Cvar95, summary.Cvar99,
        ];
        double[] expected = [50.5, 1, 5.95, 10.9, 25.75, 50.5, 75.25, 90.1, 95.05, 99.01, 100, 95.5, 98, 100];
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void Of_LowIsWorst_TakesTheMeanOfTheSmallest()
    {
        var high = TailSummary.Of(Hundred, WorstTail.High);
        var low = TailSummary.Of(Hundred, WorstTail.Low);
        Assert.Equal(high with { Cvar90 = low.Cvar90, Cvar95 = low.Cvar95, Cvar99 = low.Cvar99 }, low);
        Assert.Equal((5.5, 3, 1), (low.Cvar90, low.Cvar95, low.Cvar99));
    }

    [Fact]
    public void Of_OneValue_IsThatValueThroughout()
    {
        var summary = TailSummary.Of([7], WorstTail.Low);
        Assert.Equal(new TailSummary(1, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7), summary);
    }

    [Fact]
    public void Of_PoisonOrNothing_Throws()
    {
        Assert.Throws<ArgumentException>(() => TailSummary.Of([], WorstTail.High));
        Assert.Throws<ArgumentException>(() => TailSummary.Of([1, double.NaN], WorstTail.High));
        Assert.Throws<ArgumentException>(() => TailSummary.Of([double.PositiveInfinity], WorstTail.Low));
    }
}
