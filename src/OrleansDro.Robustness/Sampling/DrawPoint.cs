namespace OrleansDro.Robustness.Sampling;

/// <summary>
/// A point on the line of the cases of a node, on which each case has a length equal to its probability. It is all that a descent needs to continue below the
/// node, even if the tree below is in another process.
/// </summary>
/// <param name="Kind">Among which cases the draw chooses.</param>
/// <param name="Offset">
/// How far the point lies from the node's left end: for <see cref="DrawKind.Seen"/> in the scale of the node's <see cref="HardnessMass.ScaledSum"/>, else a
/// whole number of cases.
/// </param>
public readonly record struct DrawPoint(DrawKind Kind, double Offset)
{
    /// <summary>The point that chooses one of several equally likely cases.</summary>
    /// <param name="kind">The kind of the cases.</param>
    /// <param name="uniform">
    /// A number in [0, 1). 2^29 cases leave 24 of its 53 bits, so the probabilities of the cases differ by less than one part in 10^7.
    /// </param>
    /// <param name="count">How many cases there are, 1 or more.</param>
    internal static DrawPoint OfCount(DrawKind kind, double uniform, int count) => new(kind, Math.Min(Math.Floor(uniform * count), count - 1));

    /// <summary>How long a node is on the line of the draw's kind.</summary>
    internal double LengthOn(in HardnessMass node) => Kind switch
    {
        DrawKind.Seen => node.ScaledSum,
        DrawKind.Unseen => node.UnseenCases,
        _ => node.EligibleCases,
    };
}
