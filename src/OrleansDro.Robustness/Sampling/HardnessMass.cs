using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Numerics;

namespace OrleansDro.Robustness.Sampling;

/// <summary>
/// The unnormalized probability of a set of cases under q = softmax(beta * loss): sum of exp(beta * loss), kept divided by a power of two near its
/// largest term, so that it is exact even if the plain sum overflows (beta * loss above 709) or underflows. Cases without a loss are counted separately: they
/// rank with the hardest seen case, which only the root of all cases has. The default value is the empty set.
/// </summary>
/// <param name="MaximumLoss">The largest loss of the seen cases; 0 when there are none.</param>
/// <param name="ScaledSum">
/// The sum over the seen cases of exp(beta * loss) / 2^E, where E is beta * <paramref name="MaximumLoss"/> / ln 2 rounded to a whole number; 0 when there are none.
/// </param>
/// <param name="SeenCases">How many cases have a recorded loss.</param>
/// <param name="UnseenCases">How many cases have none.</param>
public readonly record struct HardnessMass(double MaximumLoss, double ScaledSum, int SeenCases, int UnseenCases)
{
    /// <summary>No case, or a case that must not be drawn.</summary>
    public static HardnessMass Empty => default;

    /// <summary>One case without a loss.</summary>
    public static HardnessMass OfUnseen { get; } = new(0, 0, 0, 1);

    /// <summary>How many cases can be drawn.</summary>
    public int EligibleCases => SeenCases + UnseenCases;

    /// <summary>One case with a loss.</summary>
    /// <param name="loss">Its loss, finite.</param>
    /// <param name="beta">The inverse temperature, 0 or more, in 1 / loss.</param>
    /// <exception cref="ArgumentOutOfRangeException">The loss is not finite.</exception>
    public static HardnessMass OfSeen(double loss, double beta) => double.IsFinite(loss)
        ? new(loss, new MassScale(beta).MantissaOf(loss), 1, 0)
        : throw new ArgumentOutOfRangeException(nameof(loss), loss, "The loss of a case that can be drawn must be finite.");

    /// <summary>One case with its history: empty if it is quarantined or removed.</summary>
    /// <param name="record">The history of the case.</param>
    /// <param name="beta">The inverse temperature, 0 or more, in 1 / loss.</param>
    /// <exception cref="ArgumentOutOfRangeException">The recorded loss is infinite.</exception>
    public static HardnessMass Of(CaseRecord record, double beta) => record switch
    {
        { CanBeDrawn: false } => Empty,
        { Loss: double.NaN } => OfUnseen,
        _ => OfSeen(record.Loss, beta),
    };

    /// <summary>The natural logarithm of the mass, log sum of exp(beta * loss); negative infinity for the empty set.</summary>
    /// <param name="beta">The inverse temperature, 0 or more, in 1 / loss.</param>
    /// <param name="unseenLoss">The loss at which unseen cases rank: with the optimistic start the <see cref="MaximumLoss"/> of the root.</param>
    /// <remarks>(LogMass - log n) / beta is the robust objective R_beta of the history.</remarks>
    public double LogMass(double beta, double unseenLoss)
    {
        var reference = ReferenceLoss(unseenLoss);
        return beta * reference + Math.Log(SeenMass(beta, reference) + UnseenMass(beta, unseenLoss, reference));
    }

    /// <summary>The probability of the hardest seen case under q = softmax(beta * loss) over the seen cases; 0 when there are none.</summary>
    /// <param name="beta">The inverse temperature of the mass, 0 or more, in 1 / loss.</param>
    public double LargestProbability(double beta) => SeenCases == 0 ? 0 : new MassScale(beta).MantissaOf(MaximumLoss) / ScaledSum;

    /// <summary>The largest loss of the set, by which its mass can be scaled without overflow or loss of the whole.</summary>
    internal double ReferenceLoss(double unseenLoss) => (SeenCases, UnseenCases) switch
    {
        (_, 0) => MaximumLoss,
        (0, _) => unseenLoss,
        _ => Math.Max(MaximumLoss, unseenLoss),
    };

    /// <summary>The mass of the seen cases, divided by exp(beta * reference).</summary>
    internal double SeenMass(double beta, double reference) => SeenCases == 0
        ? 0
        : ScaledSum / new MassScale(beta).MantissaOf(MaximumLoss) * Exponential.Of(LogRatio(beta, MaximumLoss, reference));

    /// <summary>The mass of the unseen cases, divided by exp(beta * reference).</summary>
    internal double UnseenMass(double beta, double unseenLoss, double reference)
        => UnseenCases == 0 ? 0 : UnseenCases * Exponential.Of(LogRatio(beta, unseenLoss, reference));

    /// <summary>The logarithm of exp(beta * loss) / exp(beta * reference), defined for beta = 0 and for losses whose difference overflows.</summary>
    internal static double LogRatio(double beta, double loss, double reference) => beta * Math.Max(loss - reference, -double.MaxValue);
}
