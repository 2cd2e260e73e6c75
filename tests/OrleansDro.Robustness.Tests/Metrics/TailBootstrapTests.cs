using OrleansDro.Robustness.Metrics;
using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Robustness.Tests.Metrics;

public sealed class TailBootstrapTests
{
    private const int Samples = 4000;

    /// <summary>The same distribution as that of whole samples, so that the ends agree up to the noise of the samples.</summary>
    [Theory]
    [InlineData(40, 0.05)]
    [InlineData(40, 0.1)]
    [InlineData(500, 0.05)]
    [InlineData(500, 0.1)]
    [InlineData(500, 1)]
    public void Intervals_OfTheTail_AgreeWithThoseOfWholeSamples(int count, double tail)
    {
        var values = Exponential(count);
        var bootstrap = new TailBootstrap(values, [tail], seed: 3, Samples);
        AssertClose(Bootstrap.Interval(values, sample => TailRisk.ConditionalValueAtRisk(sample, tail), seed: 4, samples: Samples), bootstrap.ConditionalValueAtRisk(tail));
        AssertClose(Bootstrap.Interval(values, sample => Percentile.Of(sample, 100 * (1 - tail)), seed: 4, samples: Samples), bootstrap.PercentileAt(tail));
    }

    [Fact]
    public void Interval_ConditionalValueAtRisk_CoversTheTruthAsOftenAsItSays()
    {
        // CVaR of an exponential distribution of mean 1 is 1 - log(tail).
        const int Trials = 200;
        const double Tail = 0.1;
        var covered = 0;
        for (var trial = 0; trial < Trials; trial++)
        {
            var interval = new TailBootstrap(Exponential(1000, trial), [Tail], seed: trial, samples: 200).ConditionalValueAtRisk(Tail, 0.9);
            covered += interval.Lower <= 1 - Math.Log(Tail) && 1 - Math.Log(Tail) <= interval.Upper ? 1 : 0;
        }

        // 180 with a standard deviation of 4.2, and a little less as the bootstrap of a tail is biased.
        Assert.InRange(covered, 160, 196);
    }

    [Fact]
    public void Intervals_SameSeed_AreTheSame()
    {
        var values = Exponential(50);
        Assert.Equal(new TailBootstrap(values, [0.1], 5).ConditionalValueAtRisk(0.1), new TailBootstrap(values, [0.1], 5).ConditionalValueAtRisk(0.1));
        Assert.NotEqual(new TailBootstrap(values, [0.1], 5).ConditionalValueAtRisk(0.1), new TailBootstrap(values, [0.1], 6).ConditionalValueAtRisk(0.1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(30)]
    public void Intervals_EqualValues_HaveNoWidth(int count)
    {
        var bootstrap = new TailBootstrap(Enumerable.Repeat(4.0, count).ToArray(), [0.05], 1, samples: 20);
        Assert.Equal((new ConfidenceInterval(4, 4), new ConfidenceInterval(4, 4)), (bootstrap.ConditionalValueAtRisk(0.05), bootstrap.PercentileAt(0.05)));
    }

    [Fact]
    public void WrongArguments_Throw()
    {
        Assert.Throws<ArgumentException>(() => new TailBootstrap([], [0.1], 1));
        Assert.Throws<ArgumentException>(() => new TailBootstrap([double.NaN], [0.1], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TailBootstrap([1], [0], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TailBootstrap([1], [0.1], 1, samples: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TailBootstrap([1], [0.1], 1).ConditionalValueAtRisk(0.2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TailBootstrap([1], [0.1], 1).PercentileAt(0.1, confidence: 1));
    }

    private static void AssertClose(ConfidenceInterval expected, ConfidenceInterval actual)
    {
        var width = expected.Upper - expected.Lower;
        Assert.InRange(actual.Lower, expected.Lower - 0.1 * width, expected.Lower + 0.1 * width);
        Assert.InRange(actual.Upper, expected.Upper - 0.1 * width, expected.Upper + 0.1 * width);
    }

    private static double[] Exponential(int count, int stream = 0)
    {
        var random = new CounterRandom(21, RandomPurpose.Data, stream, 0);
        return [.. Enumerable.Range(0, count).Select(_ => -Math.Log(1 - random.NextDouble()))];
    }
}
