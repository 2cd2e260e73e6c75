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
    /// <summary>How long a node is on the line of the draw's kind.</summary>
    internal double LengthOn(in HardnessMass node) => Kind switch
    {
        DrawKind.Seen => node.ScaledSum,
        DrawKind.Unseen => node.UnseenCases,
        _ => node.EligibleCases,
    };
}
