namespace OrleansDro.Robustness.Objectives;

/// <summary>
/// The objective that hardness weighted sampling minimizes: the largest mean loss that an adversary can reach by reweighting the n cases with q, at the
/// price KL(q || uniform) / beta. It is (1 / beta) * log(mean of exp(beta * loss)), reached by q = softmax(beta * loss), and its gradient is
/// the mean gradient under q (Fidon et al., MELBA 2022:019; also the tilted loss of Li et al., ICLR 2021, and the entropic risk).
/// </summary>
public static class RobustObjective
{
    /// <summary>The value of the objective, in the unit of the losses: the mean at beta = 0, toward the maximum as beta grows.</summary>
    /// <param name="losses">The loss of each case, finite; one or more.</param>
    /// <param name="beta">The inverse temperature, 0 or more and finite, in 1 / loss.</param>
    /// <exception cref="ArgumentException">There are no losses, or one is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Beta is outside its range.</exception>
    public static double Value(ReadOnlySpan<double> losses, double beta)
    {
        Guard.FiniteValues(losses);
        Guard.InverseTemperature(beta);
        var (minimum, maximum) = Extremes(losses);
        if (beta == 0)
        {
            return maximum + Mean(losses, loss => loss - maximum);
        }

        // Near uniform, log(mean exp) is the logarithm of almost 1, and the form with log(1 + x) keeps its digits; far from it, x is almost -1 and loses them.
        var logMean = beta * (maximum - minimum) < 1
            ? LogP1(Mean(losses, loss => ExpM1(beta * (loss - maximum))))
            : Math.Log(Mean(losses, loss => Math.Exp(beta * (loss - maximum))));
        return maximum + logMean / beta;
    }

    /// <summary>The distribution q = softmax(beta * loss).</summary>
    /// <param name="losses">The loss of each case, finite; one or more.</param>
    /// <param name="beta">The inverse temperature, 0 or more and finite, in 1 / loss.</param>
    /// <param name="destination">Receives the probabilities; of the same length.</param>
    /// <exception cref="ArgumentException">There are no losses, one is not finite, or the lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Beta is outside its range.</exception>
    public static void Probabilities(ReadOnlySpan<double> losses, double beta, Span<double> destination)
    {
        Guard.FiniteValues(losses);
        Guard.InverseTemperature(beta);
        if (destination.Length != losses.Length)
        {
            throw new ArgumentException($"There are {losses.Length} losses, but room for {destination.Length} probabilities.", nameof(destination));
        }

        var (_, maximum) = Extremes(losses);
        var sum = 0.0;
        for (var i = 0; i < losses.Length; i++)
        {
            destination[i] = beta == 0 ? 1 : Math.Exp(beta * (losses[i] - maximum));
            sum += destination[i];
        }

        foreach (ref var probability in destination)
        {
            probability /= sum;
        }
    }

    private static double Mean(ReadOnlySpan<double> losses, Func<double, double> transform)
    {
        var sum = 0.0;
        foreach (var loss in losses)
        {
            sum += transform(loss);
        }

        return sum / losses.Length;
    }

    private static (double Minimum, double Maximum) Extremes(ReadOnlySpan<double> losses)
    {
        var (minimum, maximum) = (losses[0], losses[0]);
        foreach (var loss in losses)
        {
            (minimum, maximum) = (Math.Min(minimum, loss), Math.Max(maximum, loss));
        }

        return (minimum, maximum);
    }

    /// <summary>exp(x) - 1 to full precision near 0, which double.ExpM1 does not have (Kahan's method: Higham, "Accuracy and Stability of Numerical Algorithms", 1.14).</summary>
    private static double ExpM1(double x)
    {
        var exp = Math.Exp(x);
        return exp is 1 ? x : exp is 0 ? -1 : (exp - 1) * x / Math.Log(exp);
    }

    /// <summary>log(1 + x) to full precision near 0, by the same method.</summary>
    private static double LogP1(double x)
    {
        var sum = 1 + x;
        return sum is 1 ? x : Math.Log(sum) * x / (sum - 1);
    }
}
