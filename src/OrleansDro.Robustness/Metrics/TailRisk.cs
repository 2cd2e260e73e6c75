using OrleansDro.Robustness.Objectives;

namespace OrleansDro.Robustness.Metrics;

/// <summary>
/// Statistics of the largest values. The tail is the share alpha of the values that are largest: 0.1 for VaR or CVaR at 90 %. For values
/// of which small is bad, such as accuracies, pass their negatives. Always VaR &lt;= CVaR &lt;= EVaR &lt;= maximum.
/// </summary>
public static class TailRisk
{
    // alpha * n is a whole number that rounding may have moved by a few units in the last place.
    private const double Rounding = 1e-12;

    // Leave the logarithm of beta uncertain by 1e-13; the bound is flat there.
    private const int Bisections = 50;

    /// <summary>The value at risk: the smallest value that at most the share <paramref name="tail"/> of the values exceeds.</summary>
    /// <param name="values">Finite values; one or more.</param>
    /// <param name="tail">The share alpha of the tail, in (0, 1].</param>
    /// <exception cref="ArgumentException">There are no values, or one is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The tail is outside its range.</exception>
    public static double ValueAtRisk(ReadOnlySpan<double> values, double tail)
    {
        var ascending = Ascending(values, tail);
        var exceeding = (int)(tail * values.Length * (1 + Rounding));
        return ascending[Math.Max(0, values.Length - 1 - exceeding)];
    }

    /// <summary>
    /// The conditional value at risk: the mean of the share <paramref name="tail"/> of the values that are largest, the last of which counts with the
    /// fraction that fills the share (Rockafellar and Uryasev, "Optimization of conditional value-at-risk", 2000).
    /// </summary>
    /// <param name="values">Finite values; one or more.</param>
    /// <param name="tail">The share alpha of the tail, in (0, 1].</param>
    /// <exception cref="ArgumentException">There are no values, or one is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The tail is outside its range.</exception>
    public static double ConditionalValueAtRisk(ReadOnlySpan<double> values, double tail)
    {
        var ascending = Ascending(values, tail);
        Array.Reverse(ascending);
        return MeanOfFirst(ascending, tail);
    }

    /// <summary>
    /// The entropic value at risk: the least over beta of R_beta + log(1 / alpha) / beta with the <see cref="RobustObjective"/> R, the tightest bound of
    /// this form on the two risks above (Ahmadi-Javid, "Entropic value-at-risk", 2012).
    /// </summary>
    /// <param name="values">Finite values; one or more.</param>
    /// <param name="tail">The share alpha of the tail, in (0, 1].</param>
    /// <remarks>The least is where KL(softmax(beta * values) || uniform) = log(1 / alpha). KL grows with beta, so that bisection finds it.</remarks>
    /// <exception cref="ArgumentException">There are no values, or one is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The tail is outside its range.</exception>
    public static double EntropicValueAtRisk(ReadOnlySpan<double> values, double tail)
    {
        var ascending = Ascending(values, tail);
        var (minimum, maximum) = (ascending[0], ascending[^1]);
        var ties = ascending.Length - Array.IndexOf(ascending, maximum);

        // KL never exceeds log(n / ties): with a smaller tail the bound falls toward the maximum as beta grows.
        if (tail * ascending.Length <= ties * (1 + Rounding))
        {
            return maximum;
        }

        // The least lies at infinite temperature, where the bound is the mean.
        if (tail is 1)
        {
            return RobustObjective.Value(ascending, 0);
        }

        // In the unit of the range, beta spans from nearly uniform to nearly the maximum alone, at any scale of the values.
        var range = maximum - minimum;
        var scaled = Array.ConvertAll(ascending, value => (value - minimum) / range);
        var surprise = -Math.Log(tail);
        var q = new double[scaled.Length];
        var (low, high) = (-50.0, 50.0);
        for (var i = 0; i < Bisections; i++)
        {
            var middle = (low + high) / 2;
            RobustObjective.Probabilities(scaled, Math.Exp(middle), q);
            (low, high) = Divergence.KullbackLeibler(q) < surprise ? (middle, high) : (low, middle);
        }

        var beta = Math.Exp(high);
        var bound = RobustObjective.Value(scaled, beta) + surprise / beta;
        return Math.Min(maximum, minimum + range * bound);
    }

    /// <summary>
    /// The Gini coefficient, how unevenly values are shared out: 0 when all are equal, toward 1 when one has all;
    /// sum of (2i - n - 1) * x_i / (n * sum of x) over the ascending values, i from 1. 0 when all values are 0.
    /// </summary>
    /// <param name="values">Finite values of 0 or more; one or more.</param>
    /// <exception cref="ArgumentException">There are no values, or one is negative or not finite.</exception>
    public static double Gini(ReadOnlySpan<double> values)
    {
        var ascending = Ascending(values, 1);
        if (ascending[0] < 0)
        {
            throw new ArgumentException($"The Gini coefficient is of values of 0 or more, not {ascending[0]}.", nameof(values));
        }

        var (weighted, sum) = (0.0, 0.0);
        for (var i = 0; i < ascending.Length; i++)
        {
            weighted += (2 * (i + 1.0) - ascending.Length - 1) * ascending[i];
            sum += ascending[i];
        }

        return sum == 0 ? 0 : weighted / (ascending.Length * sum);
    }

    /// <summary>The mean of the share of the values that come first, with a fraction of the last of them.</summary>
    internal static double MeanOfFirst(ReadOnlySpan<double> ordered, double tail)
    {
        var share = tail * ordered.Length;
        var whole = (int)share;

        // Relative to the first value, so that equal values have exactly their mean.
        var sum = 0.0;
        foreach (var value in ordered[..whole])
        {
            sum += value - ordered[0];
        }

        if (whole < ordered.Length)
        {
            sum += (share - whole) * (ordered[whole] - ordered[0]);
        }

        return ordered[0] + sum / share;
    }

    private static double[] Ascending(ReadOnlySpan<double> values, double tail)
    {
        Guard.FiniteValues(values);
        Guard.Require(tail is > 0 and <= 1, tail, "in (0, 1]");
        var ascending = values.ToArray();
        Array.Sort(ascending);
        return ascending;
    }
}
