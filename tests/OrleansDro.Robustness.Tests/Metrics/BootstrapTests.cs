using OrleansDro.Robustness.Metrics;
using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Robustness.Tests.Metrics;

public sealed class BootstrapTests
{
    [Fact]
    public void Interval_MeanOfGaussian_MatchesTheTheoryAndCoversTheTruth()
    {
        const int Trials = 200, Count = 100;
        var (covered, width) = (0, 0.0);
        for (var trial = 0; trial < Trials; trial++)
        {
            var interval = Bootstrap.Interval(Gaussian(Count, trial), Mean, seed: trial, confidence: 0.9, samples: 200);
            covered += interval.Lower <= 0 && 0 <= interval.Upper ? 1 : 0;
            width += (interval.Upper - interval.Lower) / Trials;
        }

        // 90 % of 200 is 180 with a standard deviation of 4.2; the width is 2 * 1.645 / sqrt(100).
        Assert.InRange(covered, 163, 196);
        Assert.Equal(0.329, width, 0.02);
    }

    [Fact]
    public void Interval_TailStatistics_HoldTheEstimate()
    {
        var values = Gaussian(500, 1);
        var tail = Bootstrap.Interval(values, sample => TailRisk.ConditionalValueAtRisk(sample, 0.05), seed: 3);
        Assert.InRange(TailRisk.ConditionalValueAtRisk(values, 0.05), tail.Lower, tail.Upper);
        var percentile = Bootstrap.Interval(values, sample => Percentile.Of(sample, 95), seed: 3);
        Assert.InRange(Percentile.Of(values, 95), percentile.Lower, percentile.Upper);
    }

    [Fact]
    public void Interval_SameSeed_IsTheSame()
    {
        var values = Gaussian(50, 2);
        Assert.Equal(Bootstrap.Interval(values, Mean, 5), Bootstrap.Interval(values, Mean, 5));
        Assert.NotEqual(Bootstrap.Interval(values, Mean, 5), Bootstrap.Interval(values, Mean, 6));
    }

    [Fact]
    public void Interval_EqualValues_HasNoWidth()
        => Assert.Equal(new ConfidenceInterval(4, 4), Bootstrap.Interval([4, 4, 4], Mean, 1));

    [Fact]
    public void Interval_WrongArguments_Throws()
    {
        Assert.Throws<ArgumentException>(() => Bootstrap.Interval([], Mean, 1));
        Assert.Throws<ArgumentException>(() => Bootstrap.Interval([double.NaN], Mean, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.Interval([1], Mean, 1, confidence: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.Interval([1], Mean, 1, samples: 0));
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }

    private static double[] Gaussian(int count, int stream)
    {
        var random = new CounterRandom(21, RandomPurpose.Data, stream, 0);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextGaussian())];
    }
}
