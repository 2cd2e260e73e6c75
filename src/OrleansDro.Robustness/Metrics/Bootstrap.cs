using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Robustness.Metrics;

/// <summary>The uncertainty of a statistic, by the percentile bootstrap (Efron, "Bootstrap methods: another look at the jackknife", 1979).</summary>
/// <remarks>Estimates of a tail are noisy and, with few values in the tail, biased toward the center; the interval then is too narrow.</remarks>
public static class Bootstrap
{
    /// <summary>A confidence interval of a statistic; the same for the same arguments.</summary>
    /// <param name="values">Finite values; one or more.</param>
    /// <param name="statistic">The statistic, such as a <see cref="Percentile"/> or a <see cref="TailRisk"/>.</param>
    /// <param name="seed">The seed of the random samples.</param>
    /// <param name="confidence">The share of samples whose statistic lies inside, in (0, 1).</param>
    /// <param name="samples">The number of random samples of the values, 1 or more.</param>
    /// <exception cref="ArgumentException">There are no values, or one is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The confidence or the count of samples is outside its range.</exception>
    public static ConfidenceInterval Interval(
        ReadOnlySpan<double> values, Func<ReadOnlySpan<double>, double> statistic, long seed, double confidence = 0.95, int samples = 1000)
    {
        Guard.FiniteValues(values);
        Guard.Require(confidence is > 0 and < 1, confidence, "in (0, 1)");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        var sample = new double[values.Length];
        var statistics = new double[samples];
        for (var i = 0; i < samples; i++)
        {
            var random = new CounterRandom(seed, RandomPurpose.Bootstrap, i, 0);
            foreach (ref var value in sample.AsSpan())
            {
                value = values[random.NextInt32(values.Length)];
            }

            statistics[i] = statistic(sample);
        }

        var outside = 100 * (1 - confidence) / 2;
        return new ConfidenceInterval(Percentile.Of(statistics, outside), Percentile.Of(statistics, 100 - outside));
    }
}
