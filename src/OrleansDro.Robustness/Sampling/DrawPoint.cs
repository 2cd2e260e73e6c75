namespace OrleansDro.Robustness.Sampling;

/// <summary>
/// A point on the line on which the cases of a node lie side by side, each as long as it is likely. It is all that a descent needs to go on below the
/// node, wherever the tree below is kept.
/// </summary>
/// <param name="Kind">Among which cases the draw chooses.</param>
/// <param name="Offset">
/// How far the point lies from the node's left end: for <see cref="DrawKind.Seen"/> in the scale of the node's <see cref="HardnessMass.ScaledSum"/>, else a
/// whole number of cases.
/// </param>
public readonly record struct DrawPoint(DrawKind Kind, double Offset)
{
    /// <summary>Goes from a node to the child that the point lies on, which always has cases of the draw's kind. A pure function of its arguments.</summary>
    /// <param name="left">The mass of the left child.</param>
    /// <param name="right">The mass of the right child; one of the two has cases of the draw's kind.</param>
    /// <param name="beta">The inverse temperature, 0 or more, in 1 / loss.</param>
    /// <param name="isRight">Whether the point lies on the right child.</param>
    /// <returns>The point on that child.</returns>
    public DrawPoint Descend(in HardnessMass left, in HardnessMass right, double beta, out bool isRight)
    {
        var (leftScale, rightScale) = Kind == DrawKind.Seen ? HardnessMass.ScalesUnderParent(left, right, beta) : (1, 1);
        var (leftLength, rightLength) = (LengthOf(left), LengthOf(right));
        var border = leftLength * leftScale;

        // The second condition keeps an offset at or past the end of the node out of a child that cannot be drawn.
        isRight = Offset >= border && rightLength * rightScale > 0;
        return isRight ? On(rightLength, (Offset - border) / rightScale) : On(leftLength, Offset / leftScale);
    }

    /// <summary>How long a node is on the line of the draw's kind.</summary>
    internal double LengthOf(in HardnessMass node) => Kind switch
    {
        DrawKind.Seen => node.ScaledSum,
        DrawKind.Unseen => node.UnseenCases,
        _ => node.EligibleCases,
    };

    private DrawPoint On(double length, double offset) => this with { Offset = Math.Min(offset, Math.BitDecrement(length)) };
}
