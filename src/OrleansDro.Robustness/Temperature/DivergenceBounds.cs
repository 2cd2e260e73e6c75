namespace OrleansDro.Robustness.Temperature;

/// <summary>
/// How far q = softmax(beta * loss) may be from uniform: in KL(q || uniform), and in the Rényi divergence of order 2, log(n / effective sample size). Both
/// are 0 at beta = 0, do not fall as beta grows, and grow with its square at first. Infinity is no bound.
/// </summary>
internal readonly record struct DivergenceBounds(double KullbackLeibler, double Renyi)
{
    /// <summary>What a number of seen cases and the options bound.</summary>
    public static DivergenceBounds Of(TemperatureOptions options, int cases)
    {
        var floor = Math.Min(options.EffectiveSampleSizeFloor, cases);
        var (budget, share) = options.Control switch
        {
            TemperatureControl.KullbackLeibler => (options.Target!.Value, 0),
            TemperatureControl.EffectiveSampleSize => (double.PositiveInfinity, options.Target!.Value),
            _ => (double.PositiveInfinity, 0.0),
        };
        var size = Math.Max(floor, share * cases);
        return new DivergenceBounds(budget, size > 0 ? Logarithm.Of(cases / size) : double.PositiveInfinity);
    }

    /// <summary>
    /// A beta, as large as that is possible, at which the bounds hold for any losses whose mean lies so far below their maximum: KL is at most beta times
    /// this gap, and the other divergence at most twice as much.
    /// </summary>
    public double CertainBeta(double meanGap) => Math.Min(KullbackLeibler, Renyi / 2) / meanGap;

    /// <summary>The factor by which the moments' divergence exceeds its bound, the larger of the two: 1 or less if both bounds hold.</summary>
    public double Usage(LossMoments moments, double beta) => Math.Max(
        Share(moments.KullbackLeibler(beta), KullbackLeibler),
        Share(Logarithm.Of(moments.Count / moments.EffectiveSampleSize), Renyi));

    // No divergence is within a bound of 0.
    private static double Share(double divergence, double bound) => divergence > 0 ? divergence / bound : 0;
}
