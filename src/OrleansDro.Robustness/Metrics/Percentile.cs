namespace OrleansDro.Robustness.Metrics;

/// <summary>
/// Percentiles by linear interpolation between order statistics: that at (n - 1) * percent / 100, counted from 0. This is numpy's default rule and
/// type 7 of Hyndman and Fan, "Sample quantiles in statistical packages", 1996.
/// </summary>
public static class Percentile
{
    /// <summary>A percentile of values in any order.</summary>
    /// <param name="values">Finite values; one or more.</param>
    /// <param name="percent">Which percentile, 0 (the minimum) to 100 (the maximum).</param>
    /// <exception cref="ArgumentException">There are no values, or one is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The percent is outside its range.</exception>
    public static double Of(ReadOnlySpan<double> values, double percent)
    {
        Guard.FiniteValues(values);
        Guard.Require(percent is >= 0 and <= 100, percent, "in [0, 100]");
        var ascending = values.ToArray();
        Array.Sort(ascending);
        return OfAscending(ascending, percent);
    }

    internal static double OfAscending(ReadOnlySpan<double> ascending, double percent)
    {
        var position = (ascending.Length - 1) * (percent / 100);
        var below = (int)position;
        var above = Math.Min(below + 1, ascending.Length - 1);
        return double.Lerp(ascending[below], ascending[above], position - below);
    }
}
