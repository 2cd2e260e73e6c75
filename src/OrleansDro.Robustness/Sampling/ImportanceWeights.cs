namespace OrleansDro.Robustness.Sampling;

/// <summary>
/// Weights that correct a batch for the staleness of the losses it was drawn under: with probability p, of which f came from the mixing floor, and
/// history momentum m the weight of a draw is ((p - f) * exp(beta * (1 - m) * (fresh - stale)) + f) / p, clipped. With f = 0 this is
/// exp(beta * (1 - m) * (fresh - stale)), the weight of Fidon et al. (MELBA 2022:019).
/// </summary>
/// <remarks>
/// The ratio of the two normalising sums is unknown and left out: unclipped weights are right up to a common factor, which is small while the losses
/// fall and acts like a smaller learning rate. Self-normalising removes it. The weights are exact for draws with replacement only.
/// </remarks>
public static class ImportanceWeights
{
    // Far above any maximum of use, and low enough that the exponential is finite.
    private const double LargestExponent = 700;

    /// <summary>Computes the weights of a batch or of a part of it; they are 1 when the weighting is not enabled.</summary>
    /// <param name="draws">The draws.</param>
    /// <param name="freshLosses">The fresh loss of each draw. A loss that is not finite gives the weight 0: leave its gradient out, as 0 * NaN is NaN.</param>
    /// <param name="floorProbability">The batch's <see cref="BatchDraw.FloorProbability"/>.</param>
    /// <param name="options">Valid options of the sampling.</param>
    /// <param name="weights">Where the weights go.</param>
    /// <returns>How many weights were clipped.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static ClippedWeights Compute(
        ReadOnlySpan<Draw> draws, ReadOnlySpan<double> freshLosses, double floorProbability, SamplingOptions options, Span<double> weights)
    {
        if (freshLosses.Length != draws.Length || weights.Length != draws.Length)
        {
            throw new ArgumentException($"There are {draws.Length} draws, but {freshLosses.Length} losses and room for {weights.Length} weights.");
        }

        var (low, high) = (0, 0);
        var (minimum, maximum) = (options.ImportanceWeighting.Minimum, options.ImportanceWeighting.Maximum);
        for (var i = 0; i < draws.Length; i++)
        {
            if (!double.IsFinite(freshLosses[i]))
            {
                weights[i] = 0;
            }
            else if (!options.ImportanceWeighting.Enabled)
            {
                weights[i] = 1;
            }
            else
            {
                var weight = Unclipped(draws[i], freshLosses[i], floorProbability, options);
                low += weight < minimum ? 1 : 0;
                high += weight > maximum ? 1 : 0;
                weights[i] = Math.Clamp(weight, minimum, maximum);
            }
        }

        return new ClippedWeights(low, high);
    }

    /// <summary>
    /// Divides the weights of a whole batch by their mean, so that they sum to their count. A part of a batch does not know the sum of the whole: who
    /// works on parts adds up w * gradient and w, and divides the one sum by the other when the parts are together. Weights that are all 0 stay so.
    /// </summary>
    public static void SelfNormalize(Span<double> weights)
    {
        var sum = 0.0;
        foreach (var weight in weights)
        {
            sum += weight;
        }

        if (sum > 0)
        {
            foreach (ref var weight in weights)
            {
                weight *= weights.Length / sum;
            }
        }
    }

    private static double Unclipped(Draw draw, double freshLoss, double floorProbability, SamplingOptions options)
    {
        var exponent = options.Beta * (1 - options.Momentum) * Math.Clamp(freshLoss - draw.StaleLoss, -double.MaxValue, double.MaxValue);
        var ratio = Math.Exp(Math.Min(exponent, LargestExponent));
        if (floorProbability == 0)
        {
            return ratio;
        }

        // The share of the floor in the draw's probability; p itself may underflow.
        var floorShare = Math.Min(1, Math.Exp(Math.Log(floorProbability) - draw.LogProbability));
        return (1 - floorShare) * ratio + floorShare;
    }
}
