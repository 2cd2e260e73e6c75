namespace OrleansDro.Robustness.Sampling;

/// <summary>The position of a draw on its way from the root to a case.</summary>
internal struct Descent
{
    /// <summary>The node of the present level.</summary>
    public int Node;

    /// <summary>Among which cases the draw chooses.</summary>
    public DrawKind Kind;

    /// <summary>How far the point lies from the node's left end: in the scale of the node's sum, or a whole number of cases.</summary>
    public double Offset;
}
