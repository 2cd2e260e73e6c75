using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OrleansDro.Robustness.Sampling;

/// <summary>Where a draw has got to on its way from the root to a case.</summary>
internal struct Descent
{
    /// <summary>The node of the present level.</summary>
    public int Node;

    /// <summary>Among which cases the draw chooses.</summary>
    public DrawKind Kind;

    /// <summary>How far the point lies from the node's left end: in the scale of the node's sum, or a whole number of cases.</summary>
    public double Offset;

    /// <summary>E of the node's largest loss, see <see cref="MassScale"/>; without meaning for draws that count cases.</summary>
    public double Exponent;

    /// <summary>Moves on to the child under the point, which always has a positive weight.</summary>
    /// <param name="weights">The length of each child in the scale of the parent; not all are 0.</param>
    /// <param name="stretch">What leads from the scale of the parent to that of each child.</param>
    /// <param name="lengths">The length of each child in its own scale.</param>
    /// <param name="exponents">E of each child.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Choose(Vector512<double> weights, Vector512<double> stretch, Vector512<double> lengths, Vector512<double> exponents)
    {
        var ends = Lanes.PrefixSums(weights);
        var offset = Vector512.Create(Offset);

        // Rounding may put a border a little off, so a child without weight could seem to lie under the point: it is passed over. The last child
        // that has weight takes a point at or past the end.
        var possible = Vector512.GreaterThan(weights, Vector512<double>.Zero);
        var reached = (Vector512.LessThan(offset, ends) & possible).ExtractMostSignificantBits();
        var child = reached != 0 ? BitOperations.TrailingZeroCount(reached) : BitOperations.Log2(possible.ExtractMostSignificantBits());
        var inside = Vector512.MaxNative(offset - Lanes.Shifted(ends), Vector512<double>.Zero) * stretch;
        inside = Vector512.MinNative(inside, (lengths.AsInt64() - Vector512<long>.One).AsDouble());
        Node = (Node * Siblings.Count) + child;
        Offset = inside.GetElement(child);
        Exponent = exponents.GetElement(child);
    }
}
