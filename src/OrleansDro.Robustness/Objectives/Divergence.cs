using System.Runtime.CompilerServices;

namespace OrleansDro.Robustness.Objectives;

/// <summary>How far a distribution over n cases is from uniform, or from another. Each method throws an <see cref="ArgumentException"/> if an argument is not a distribution.</summary>
public static class Divergence
{
    private const double SumTolerance = 1e-6;

    /// <summary>KL(q || uniform) = log n + sum of q * log q, in nats: 0 to log n.</summary>
    public static double KullbackLeibler(ReadOnlySpan<double> q)
    {
        RequireDistribution(q);
        var sum = 0.0;
        foreach (var probability in q)
        {
            sum += probability > 0 ? probability * Math.Log(probability * q.Length) : 0;
        }

        return Math.Max(0, sum);
    }

    /// <summary>The perplexity exp(entropy) = n * exp(-KL): over how many cases q is spread, 1 to n.</summary>
    public static double Perplexity(ReadOnlySpan<double> q) => q.Length * Math.Exp(-KullbackLeibler(q));

    /// <summary>The effective sample size 1 / (sum of q^2): 1 if one case has all the probability, n if q is uniform. Equals n / (1 + 2 * <see cref="ChiSquareHalf"/>).</summary>
    public static double EffectiveSampleSize(ReadOnlySpan<double> q)
    {
        RequireDistribution(q);
        var sum = 0.0;
        foreach (var probability in q)
        {
            sum += probability * probability;
        }

        return 1 / sum;
    }

    /// <summary>Half the chi-square divergence from uniform, 0.5 * mean of (n * q - 1)^2: 0 to (n - 1) / 2.</summary>
    public static double ChiSquareHalf(ReadOnlySpan<double> q)
    {
        RequireDistribution(q);
        var sum = 0.0;
        foreach (var probability in q)
        {
            var excess = q.Length * probability - 1;
            sum += excess * excess;
        }

        return sum / (2 * q.Length);
    }

    /// <summary>The total variation distance from uniform, 0.5 * sum of |q - 1 / n|: 0 to 1 - 1 / n.</summary>
    public static double TotalVariation(ReadOnlySpan<double> q)
    {
        RequireDistribution(q);
        var sum = 0.0;
        foreach (var probability in q)
        {
            sum += Math.Abs(probability - 1.0 / q.Length);
        }

        return sum / 2;
    }

    /// <summary>The total variation distance of two distributions, 0.5 * sum of |p - q|: 0 to 1.</summary>
    public static double TotalVariation(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        RequireDistribution(p);
        RequireDistribution(q);
        if (p.Length != q.Length)
        {
            throw new ArgumentException($"The distributions are over {p.Length} and {q.Length} cases.", nameof(q));
        }

        var sum = 0.0;
        for (var i = 0; i < p.Length; i++)
        {
            sum += Math.Abs(p[i] - q[i]);
        }

        return sum / 2;
    }

    private static void RequireDistribution(ReadOnlySpan<double> q, [CallerArgumentExpression(nameof(q))] string? name = null)
    {
        var sum = 0.0;
        foreach (var probability in q)
        {
            // The sum of a negative or undefined value is made undefined, and fails below.
            sum += probability >= 0 ? probability : double.NaN;
        }

        if (!(Math.Abs(sum - 1) <= SumTolerance))
        {
            throw new ArgumentException("Probabilities must be 0 or more and sum to 1.", name);
        }
    }
}
