namespace OrleansDro.Robustness.Temperature;

/// <summary>
/// Searches the largest beta at which bounds on the divergence hold. The square root of a divergence is almost a straight line in beta near 0, so a secant
/// through the last two betas finds most targets in a few evaluations; if it does not converge, the geometric mean of the bracket is tried.
/// </summary>
internal sealed class BetaSearch(TemperatureOptions options, Func<double, ValueTask<LossMoments>> momentsAt)
{
    /// <summary>The share of the bound by which a result stays below it at most.</summary>
    public const double Tolerance = 1e-6;

    private const int MostEvaluations = 40;
    private const double NarrowestBracket = 1 + 1e-9;

    /// <summary>The largest beta up to a limit at which the bounds hold, or null if no case has a loss.</summary>
    public async ValueTask<double?> Largest(double limit)
    {
        var atLimit = await momentsAt(limit);
        if (atLimit.Count == 0)
        {
            return null;
        }

        var bounds = DivergenceBounds.Of(options, atLimit.Count);
        if (bounds.Usage(atLimit, limit) <= 1)
        {
            return limit;
        }

        // At beta = 0 the first moment is the sum of the differences to the largest loss.
        var uniform = await momentsAt(0);
        var certain = bounds.CertainBeta(-uniform.FirstMoment / uniform.Count);
        return certain > 0 && certain < limit ? await Between(certain, limit, bounds) : Math.Min(certain, limit);
    }

    private async ValueTask<double> Between(double low, double high, DivergenceBounds bounds)
    {
        var (before, excessBefore) = (0.0, -1.0);
        var beta = low;
        for (var evaluation = 2; evaluation < MostEvaluations; evaluation++)
        {
            // Aims at the middle of the accepted range, to end there from either side.
            var excess = Math.Sqrt(bounds.Usage(await momentsAt(beta), beta) / (1 - Tolerance / 2)) - 1;
            if (Math.Abs(excess) <= Tolerance / 4)
            {
                return beta;
            }

            (low, high) = excess < 0 ? (beta, high) : (low, beta);
            if (high <= low * NarrowestBracket)
            {
                break;
            }

            var secant = beta - excess * (beta - before) / (excess - excessBefore);
            var closesIn = before == 0 || Math.Abs(excess) <= Math.Abs(excessBefore) / 2;
            (before, excessBefore) = (beta, excess);
            beta = closesIn && secant > low && secant < high ? secant : Math.Sqrt(low) * Math.Sqrt(high);
        }

        return low;
    }
}
