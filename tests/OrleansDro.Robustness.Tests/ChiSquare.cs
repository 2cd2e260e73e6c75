namespace OrleansDro.Robustness.Tests;

/// <summary>Pearson's goodness-of-fit test.</summary>
internal static class ChiSquare
{
    private const double SmallestExpectation = 5;

    /// <summary>With fixed seeds a test either always passes or always fails: this is low enough for hundreds of tests and still catches a fault.</summary>
    private const double SmallestPValue = 1e-4;

    /// <summary>Fails when counts do not fit probabilities. A cell that cannot occur must be empty; cells with few expected counts are pooled.</summary>
    public static void AssertFits(IReadOnlyList<int> observed, IReadOnlyList<double> probabilities)
    {
        Assert.Equal(1, probabilities.Sum(), 1e-9);
        var total = observed.Sum();
        var (statistic, bins, pooledObserved, pooledExpected) = (0.0, 0, 0.0, 0.0);
        for (var i = 0; i < observed.Count; i++)
        {
            var expected = total * probabilities[i];
            if (expected >= SmallestExpectation)
            {
                statistic += (observed[i] - expected) * (observed[i] - expected) / expected;
                bins++;
            }
            else
            {
                Assert.True(probabilities[i] > 0 || observed[i] == 0, $"Cell {i} has probability 0 and occurred {observed[i]} times.");
                pooledObserved += observed[i];
                pooledExpected += expected;
            }
        }

        if (pooledExpected >= SmallestExpectation)
        {
            statistic += (pooledObserved - pooledExpected) * (pooledObserved - pooledExpected) / pooledExpected;
            bins++;
        }
        else
        {
            // Too few for a cell: at an expectation below 5, 21 have a probability of 1e-8.
            Assert.True(pooledObserved <= 20, $"{pooledObserved} in cells where {pooledExpected} were expected.");
        }

        var p = bins < 2 ? 1 : UpperTail(statistic, bins - 1);
        Assert.True(p > SmallestPValue, $"chi-square {statistic} with {bins - 1} degrees of freedom, p = {p}");
    }

    /// <summary>The probability that a chi-square variable exceeds a value: the regularized upper incomplete gamma function.</summary>
    public static double UpperTail(double value, int degreesOfFreedom)
    {
        var (a, x) = (degreesOfFreedom / 2.0, value / 2);
        if (x <= 0)
        {
            return 1;
        }

        var front = Math.Exp(a * Math.Log(x) - x - LogGamma(a));
        if (x < a + 1)
        {
            var (term, sum) = (1 / a, 1 / a);
            for (var k = 1; k < 10_000 && term > sum * 1e-16; k++)
            {
                term *= x / (a + k);
                sum += term;
            }

            return 1 - front * sum;
        }

        // Lentz's continued fraction.
        var b = x + 1 - a;
        var c = 1e300;
        var d = 1 / b;
        var fraction = d;
        for (var k = 1; k < 10_000; k++)
        {
            var numerator = -k * (k - a);
            b += 2;
            d = 1 / (numerator * d + b);
            c = b + numerator / c;
            fraction *= d * c;
            if (Math.Abs(d * c - 1) < 1e-15)
            {
                break;
            }
        }

        return front * fraction;
    }

    private static double LogGamma(double x)
    {
        // Stirling's series, after the recurrence has moved the argument to where it is accurate.
        var shift = 0.0;
        for (; x < 10; x++)
        {
            shift += Math.Log(x);
        }

        return (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI) + 1 / (12 * x) - 1 / (360 * x * x * x) - shift;
    }
}
