using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using OrleansDro.Robustness.Numerics;

namespace OrleansDro.Robustness.Sampling;

/// <summary>Eight nodes of a tree of masses that have one parent, in columns: three cache lines, of which most draws read the first two. Worked on as one vector.</summary>
internal struct Siblings
{
    /// <summary>Children of a node.</summary>
    public const int Count = 8;

    // The largest loss of a node without a seen case. Finite, as 0 * infinity is not a number; below all others, so that it never is a parent's.
    private const double NoLoss = -double.MaxValue;

    private Vector512<double> _scaledSums;
    private Vector512<double> _maximumLosses;
    private Vector256<int> _seenCases;
    private Vector256<int> _unseenCases;

    /// <summary>Eight nodes without a case.</summary>
    public static Siblings Empty => new() { _maximumLosses = Vector512.Create(NoLoss) };

    /// <summary>The mass of one of them.</summary>
    public HardnessMass this[int sibling]
    {
        get
        {
            // By reference, as to take an element out of a vector copies the vector.
            var seenCases = Element<Vector256<int>, int>(ref _seenCases, sibling);
            return new HardnessMass(
                seenCases > 0 ? Element<Vector512<double>, double>(ref _maximumLosses, sibling) : 0,
                Element<Vector512<double>, double>(ref _scaledSums, sibling),
                seenCases,
                Element<Vector256<int>, int>(ref _unseenCases, sibling));
        }

        set
        {
            SetLosses(sibling, value);
            Element<Vector256<int>, int>(ref _seenCases, sibling) = value.SeenCases;
            Element<Vector256<int>, int>(ref _unseenCases, sibling) = value.UnseenCases;
        }
    }

    /// <summary>
    /// Sets a node to the sum of its children, and returns their places on its line: a pure function of theirs, so a tree has the same bits however it was built.
    /// </summary>
    /// <param name="sibling">Which of these nodes.</param>
    /// <param name="children">Its children.</param>
    /// <param name="scale">The scale of the masses.</param>
    /// <param name="countsChanged">Whether children may count other cases than before; if not, the counts are not read.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SiblingPlaces SetSum(int sibling, ref Siblings children, MassScale scale, bool countsChanged)
    {
        var places = children.PlacesOnParent(scale, out var maximum, out var scaledSum);
        SetLosses(sibling, maximum, scaledSum);
        if (countsChanged)
        {
            Element<Vector256<int>, int>(ref _seenCases, sibling) = Vector256.Sum(children._seenCases);
            Element<Vector256<int>, int>(ref _unseenCases, sibling) = Vector256.Sum(children._unseenCases);
        }

        return places;
    }

    /// <summary>Sets all of a node but its counts of cases, which stay what they are.</summary>
    public void SetLosses(int sibling, in HardnessMass mass) => SetLosses(sibling, mass.SeenCases > 0 ? mass.MaximumLoss : NoLoss, mass.ScaledSum);

    /// <summary>Moves a draw of seen cases from the parent to the sibling on which its point lies.</summary>
    /// <param name="descent">The draw.</param>
    /// <param name="places">Where the siblings lie.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Descend(ref Descent descent, SiblingPlaces places)
    {
        var sibling = Lanes.Under(descent.Offset, places.Beginnings, places.Stretches);
        var inside = double.MaxNative(descent.Offset - Lanes.At(places.Beginnings, sibling), 0);

        // Below the end of the sibling, which has weight: the number before a positive one has the bits before its own.
        var last = BitConverter.Int64BitsToDouble(Element<Vector512<double>, long>(ref _scaledSums, sibling) - 1);
        descent.Offset = double.MinNative(inside * Lanes.At(places.Stretches, sibling), last);
        descent.Node = (descent.Node * Count) + sibling;
    }

    /// <summary>Moves a draw of counted cases from the parent to the sibling on which its point lies.</summary>
    /// <param name="descent">The draw.</param>
    public readonly void DescendCounted(ref Descent descent)
    {
        var counts = descent.Kind == DrawKind.Unseen ? _unseenCases : _unseenCases + _seenCases;
        var (chosen, rest) = (0, descent.Offset);
        for (var sibling = 0; sibling < Count; sibling++)
        {
            var cases = counts[sibling];
            if (cases == 0)
            {
                continue;
            }

            // The last sibling that has cases takes what lies beyond the end.
            (chosen, descent.Offset) = (sibling, Math.Min(rest, cases - 1));
            if (rest < cases)
            {
                break;
            }

            rest -= cases;
        }

        descent.Node = (descent.Node * Count) + chosen;
    }

    /// <summary>Where these nodes lie on the line of their parent.</summary>
    /// <param name="scale">The scale of the masses.</param>
    /// <param name="maximum">The largest loss of the parent.</param>
    /// <param name="scaledSum">The sum of the parent.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly SiblingPlaces PlacesOnParent(MassScale scale, out double maximum, out double scaledSum)
    {
        maximum = Lanes.Maximum(_maximumLosses);
        var shrinkages = Exponential.PowerOfTwo(scale.ExponentOf(_maximumLosses) - Vector512.Create(scale.ExponentOf(maximum)));
        var weights = _scaledSums * shrinkages;
        var ends = Lanes.PrefixSums(weights);
        scaledSum = ends[Count - 1];
        return new SiblingPlaces
        {
            Beginnings = Lanes.Shifted(ends),
            Stretches = Vector512.ConditionalSelect(Vector512.GreaterThan(weights, Vector512<double>.Zero), Exponential.InverseOfPower(shrinkages), Vector512<double>.Zero),
        };
    }

    private void SetLosses(int sibling, double maximum, double scaledSum)
    {
        Element<Vector512<double>, double>(ref _maximumLosses, sibling) = maximum;
        Element<Vector512<double>, double>(ref _scaledSums, sibling) = scaledSum;
    }

    private static ref TElement Element<TVector, TElement>(ref TVector vector, int index) => ref Unsafe.Add(ref Unsafe.As<TVector, TElement>(ref vector), index);
}
