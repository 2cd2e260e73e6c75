namespace OrleansDro.Robustness.Metrics;

/// <summary>A distribution with its tail, in the unit of the values; percentiles by the rule of <see cref="Percentile"/>.</summary>
/// <param name="Count">The number of values.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Min">The smallest value.</param>
/// <param name="P5">The 5th percentile.</param>
/// <param name="P10">The 10th percentile.</param>
/// <param name="P25">The 25th percentile.</param>
/// <param name="P50">The median.</param>
/// <param name="P75">The 75th percentile.</param>
/// <param name="P90">The 90th percentile.</param>
/// <param name="P95">The 95th percentile.</param>
/// <param name="P99">The 99th percentile.</param>
/// <param name="Max">The largest value.</param>
/// <param name="Cvar90">The mean of the worst 10 %.</param>
/// <param name="Cvar95">The mean of the worst 5 %.</param>
/// <param name="Cvar99">The mean of the worst 1 %.</param>
public sealed record TailSummary(
    int Count,
    double Mean,
    double Min,
    double P5,
    double P10,
    double P25,
    double P50,
    double P75,
    double P90,
    double P95,
    double P99,
    double Max,
    double Cvar90,
    double Cvar95,
    double Cvar99)
{
    /// <summary>The interquartile range, P75 - P25.</summary>
    public double InterquartileRange => P75 - P25;

    /// <summary>Summarizes values.</summary>
    /// <param name="values">Finite values in any order; one or more.</param>
    /// <param name="worst">Which end is the worst, for the conditional values at risk.</param>
    /// <exception cref="ArgumentException">There are no values, or one is not finite: leave out cases without a value, and count them.</exception>
    public static TailSummary Of(ReadOnlySpan<double> values, WorstTail worst)
    {
        Guard.FiniteValues(values);
        var ascending = values.ToArray();
        Array.Sort(ascending);
        var worstFirst = worst == WorstTail.Low ? ascending : [.. ascending.Reverse()];
        return new TailSummary(
            ascending.Length,
            TailRisk.MeanOfFirst(ascending, 1),
            ascending[0],
            Percentile.OfAscending(ascending, 5),
            Percentile.OfAscending(ascending, 10),
            Percentile.OfAscending(ascending, 25),
            Percentile.OfAscending(ascending, 50),
            Percentile.OfAscending(ascending, 75),
            Percentile.OfAscending(ascending, 90),
            Percentile.OfAscending(ascending, 95),
            Percentile.OfAscending(ascending, 99),
            ascending[^1],
            TailRisk.MeanOfFirst(worstFirst, 0.1),
            TailRisk.MeanOfFirst(worstFirst, 0.05),
            TailRisk.MeanOfFirst(worstFirst, 0.01));
    }
}
