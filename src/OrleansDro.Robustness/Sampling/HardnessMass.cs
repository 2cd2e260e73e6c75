using OrleansDro.Robustness.History;

namespace OrleansDro.Robustness.Sampling;

/// <summary>
/// The unnormalised probability of a set of cases under q = softmax(beta * loss): sum of exp(beta * loss), kept as a maximum and a sum scaled by
/// it, so that it is exact where the plain sum overflows (beta * loss above 709) or underflows. Cases without a loss are counted apart: they rank
/// with the hardest case known, which only the root of all cases knows. The default value is the empty set.
/// </summary>
/// <param name="MaximumLoss">The largest loss of the seen cases; 0 when there are none.</param>
/// <param name="ScaledSum">The sum over the seen cases of exp(beta * (loss - <paramref name="MaximumLoss"/>)): 0, or 1 to <paramref name="SeenCases"/>.</param>
/// <param name="SeenCases">How many cases have a loss on record.</param>
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
    /// <exception cref="ArgumentOutOfRangeException">The loss is not finite.</exception>
    public static HardnessMass OfSeen(double loss) => double.IsFinite(loss)
        ? new(loss, 1, 1, 0)
        : throw new ArgumentOutOfRangeException(nameof(loss), loss, "The loss of a case that can be drawn must be finite.");

    /// <summary>One case as its history says: empty when it is quarantined.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The loss on record is infinite.</exception>
    public static HardnessMass Of(CaseRecord record) => record switch
    {
        { Status: CaseStatus.Quarantined } => Empty,
        { Loss: double.NaN } => OfUnseen,
        _ => OfSeen(record.Loss),
    };

    /// <summary>The mass of two disjoint sets. A pure function, so that a tree of masses has the same bits however it came about.</summary>
    /// <param name="left">One set.</param>
    /// <param name="right">The other set.</param>
    /// <param name="beta">The inverse temperature, 0 or more, in 1 / loss.</param>
    public static HardnessMass Combine(in HardnessMass left, in HardnessMass right, double beta)
    {
        var (leftScale, rightScale) = ScalesUnderParent(left, right, beta);
        return new HardnessMass(
            LargestLoss(left, right),
            left.ScaledSum * leftScale + right.ScaledSum * rightScale,
            left.SeenCases + right.SeenCases,
            left.UnseenCases + right.UnseenCases);
    }

    /// <summary>The natural logarithm of the mass, log sum of exp(beta * loss); negative infinity for the empty set.</summary>
    /// <param name="beta">The inverse temperature, 0 or more, in 1 / loss.</param>
    /// <param name="unseenLoss">The loss at which unseen cases rank: with the optimistic start the <see cref="MaximumLoss"/> of the root.</param>
    /// <remarks>(LogMass - log n) / beta is the robust objective R_beta of the history.</remarks>
    public double LogMass(double beta, double unseenLoss)
    {
        var reference = ReferenceLoss(unseenLoss);
        return beta * reference + Math.Log(SeenMass(beta, reference) + UnseenMass(beta, unseenLoss, reference));
    }

    /// <summary>By what each side's scaled sum is multiplied in the scaled sum of the two together.</summary>
    internal static (double Left, double Right) ScalesUnderParent(in HardnessMass left, in HardnessMass right, double beta)
    {
        var largest = LargestLoss(left, right);
        return (left.ScaleUnder(beta, largest), right.ScaleUnder(beta, largest));
    }

    /// <summary>The largest loss of the set, by which its mass can be scaled without overflow or loss of the whole.</summary>
    internal double ReferenceLoss(double unseenLoss) => (SeenCases, UnseenCases) switch
    {
        (_, 0) => MaximumLoss,
        (0, _) => unseenLoss,
        _ => Math.Max(MaximumLoss, unseenLoss),
    };

    /// <summary>The mass of the seen cases, divided by exp(beta * reference).</summary>
    internal double SeenMass(double beta, double reference) => ScaledSum * ScaleUnder(beta, reference);

    /// <summary>The mass of the unseen cases, divided by exp(beta * reference).</summary>
    internal double UnseenMass(double beta, double unseenLoss, double reference)
        => UnseenCases == 0 ? 0 : UnseenCases * Math.Exp(LogRatio(beta, unseenLoss, reference));

    /// <summary>The logarithm of exp(beta * loss) / exp(beta * reference), defined for beta = 0 and for losses whose difference overflows.</summary>
    internal static double LogRatio(double beta, double loss, double reference) => beta * Math.Max(loss - reference, -double.MaxValue);

    private static double LargestLoss(in HardnessMass left, in HardnessMass right) => (left.SeenCases, right.SeenCases) switch
    {
        (_, 0) => left.MaximumLoss,
        (0, _) => right.MaximumLoss,
        _ => Math.Max(left.MaximumLoss, right.MaximumLoss),
    };

    private double ScaleUnder(double beta, double reference) => SeenCases == 0 ? 0 : Math.Exp(LogRatio(beta, MaximumLoss, reference));
}
