using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Robustness.Metrics;

/// <summary>
/// How uncertain the tail of many values is, by the percentile bootstrap of <see cref="Bootstrap"/>, at a cost of the tail only: a sample of the values with replacement, put
/// in order, is the values at n uniform numbers in order, and the largest of those come one after the other without the rest and without sorting
/// (Devroye, "Non-uniform random variate generation", 1986, chapter V.2: the k-th largest is the one before times the k-th root-like power of a uniform number).
/// </summary>
public sealed class TailBootstrap
{
    private readonly double[] _ascending;
    private readonly double[] _tails;
    private readonly double[][] _samples;

    /// <summary>Draws the samples.</summary>
    /// <param name="values">Finite values of which large is worst; one or more.</param>
    /// <param name="tails">The requested shares of the tail, each in (0, 1].</param>
    /// <param name="seed">The seed of the random samples.</param>
    /// <param name="samples">The number of samples, 1 or more.</param>
    /// <exception cref="ArgumentException">There are no values, or one is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A tail or the count of samples is outside its range.</exception>
    public TailBootstrap(ReadOnlySpan<double> values, IReadOnlyList<double> tails, long seed, int samples = 1000)
    {
        Guard.FiniteValues(values);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        foreach (var tail in tails)
        {
            Guard.Require(tail is > 0 and <= 1, tail, "in (0, 1]");
        }

        _ascending = values.ToArray();
        Array.Sort(_ascending);
        _tails = [.. tails];

        // Enough for the mean of the largest share, and for the percentile at it, which lies between two values.
        var count = Math.Min(_ascending.Length, (int)Math.Ceiling(_tails.Max() * _ascending.Length) + 2);
        _samples = new double[samples][];
        for (var i = 0; i < samples; i++)
        {
            _samples[i] = LargestOfSample(new CounterRandom(seed, RandomPurpose.Bootstrap, i, 0), count);
        }
    }

    /// <summary>The interval of the mean of the worst values.</summary>
    /// <param name="tail">One of the requested tails.</param>
    /// <param name="confidence">The share of samples inside, in (0, 1).</param>
    public ConfidenceInterval ConditionalValueAtRisk(double tail, double confidence = 0.95) => Interval(worst => MeanOfWorst(worst, tail), tail, confidence);

    /// <summary>The interval of the percentile above which the tail lies.</summary>
    /// <inheritdoc cref="ConditionalValueAtRisk"/>
    public ConfidenceInterval PercentileAt(double tail, double confidence = 0.95) => Interval(worst => PercentileOfWorst(worst, tail), tail, confidence);

    private ConfidenceInterval Interval(Func<double[], double> statistic, double tail, double confidence)
    {
        Guard.Require(_tails.Contains(tail), tail, "one of the requested tails");
        Guard.Require(confidence is > 0 and < 1, confidence, "in (0, 1)");
        var statistics = Array.ConvertAll(_samples, sample => statistic(sample));
        var outside = 100 * (1 - confidence) / 2;
        return new ConfidenceInterval(Percentile.Of(statistics, outside), Percentile.Of(statistics, 100 - outside));
    }

    private double[] LargestOfSample(CounterRandom random, int count)
    {
        var largest = new double[count];
        var position = 1.0;
        for (var i = 0; i < count; i++)
        {
            // The largest of m uniform numbers below a position is the position times the m-th root of a uniform number.
            position *= Math.Pow(1 - random.NextDouble(), 1.0 / (_ascending.Length - i));
            largest[i] = _ascending[Math.Min(_ascending.Length - 1, (int)(position * _ascending.Length))];
        }

        return largest;
    }

    private double MeanOfWorst(double[] worst, double tail)
    {
        var share = tail * _ascending.Length;
        var whole = Math.Min((int)share, worst.Length);
        var sum = 0.0;
        for (var i = 0; i < whole; i++)
        {
            sum += worst[i] - worst[0];
        }

        return worst[0] + (sum + (whole < worst.Length ? (share - whole) * (worst[whole] - worst[0]) : 0)) / share;
    }

    private double PercentileOfWorst(double[] worst, double tail)
    {
        // Counted from the largest; see Percentile.
        var position = (_ascending.Length - 1) * tail;
        var above = Math.Min((int)position, worst.Length - 1);
        return double.Lerp(worst[above], worst[Math.Min(above + 1, worst.Length - 1)], position - above);
    }
}
