namespace OrleansDro.Robustness.Metrics;

/// <summary>How values are spread, in bins of one width between the smallest and the largest.</summary>
/// <param name="Lowest">The lower end of the first bin: the smallest value.</param>
/// <param name="Highest">The upper end of the last bin, which includes it: the largest value.</param>
/// <param name="Counts">The number of values in each bin.</param>
public sealed record Histogram(double Lowest, double Highest, IReadOnlyList<int> Counts)
{
    /// <summary>Counts values.</summary>
    /// <param name="values">Finite values in any order; one or more.</param>
    /// <param name="bins">The number of bins, 1 or more.</param>
    /// <exception cref="ArgumentException">There are no values, or one is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are no bins.</exception>
    public static Histogram Of(ReadOnlySpan<double> values, int bins)
    {
        Guard.FiniteValues(values);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        var (lowest, highest) = (values[0], values[0]);
        foreach (var value in values)
        {
            (lowest, highest) = (Math.Min(lowest, value), Math.Max(highest, value));
        }

        var counts = new int[bins];
        foreach (var value in values)
        {
            // Equal values all lie in the first bin.
            counts[highest > lowest ? Math.Min(bins - 1, (int)(bins * ((value - lowest) / (highest - lowest)))) : 0]++;
        }

        return new Histogram(lowest, highest, counts);
    }
}
