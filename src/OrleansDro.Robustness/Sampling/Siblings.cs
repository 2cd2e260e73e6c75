using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using OrleansDro.Robustness.Numerics;

namespace OrleansDro.Robustness.Sampling;

/// <summary>
/// Eight nodes of a tree of masses that have one parent, in columns: five cache lines, of which a draw reads the first three. Worked on as one vector.
/// Where each node begins on the line of the parent is kept, as there are many more steps of draws than changes of a node.
/// </summary>
internal struct Siblings
{
    /// <summary>Children of a node.</summary>
    public const int Count = 8;

    /// <summary>Of the cache lines the first that a change of a node writes, and the last that a draw reads.</summary>
    public const int LossLine = 2;

    // The largest loss of a node without a seen case. Finite, as 0 * infinity is not a number; below all others, so that it never is a parent's.
    private const double NoLoss = -double.MaxValue;

    // Where each begins on the line of the parent, and what leads from the scale of the parent to its own: 0 where it is too light to be drawn.
    private Vector512<double> _beginnings;
    private Vector512<double> _stretches;

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
    /// Makes a node the sum of its children, and lays them out on its line: a pure function of theirs, so that a tree has the same bits however it came about.
    /// </summary>
    /// <param name="sibling">Which of these nodes.</param>
    /// <param name="children">Its children.</param>
    /// <param name="scale">The scale of the masses.</param>
    /// <param name="countsChanged">Whether children may count other cases than before; if not, the counts are not read.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetSum(int sibling, ref Siblings children, MassScale scale, bool countsChanged)
    {
        var maximum = Lanes.Maximum(children._maximumLosses);
        var shrinkages = Exponential.PowerOfTwo(scale.ExponentOf(children._maximumLosses) - Vector512.Create(scale.ExponentOf(maximum)));
        var weights = children._scaledSums * shrinkages;
        var ends = Lanes.PrefixSums(weights);
        children._beginnings = Lanes.Shifted(ends);
        children._stretches = Exponential.InverseOfPower(shrinkages) & Vector512.GreaterThan(weights, Vector512<double>.Zero);
        SetLosses(sibling, maximum, ends[Count - 1]);
        if (countsChanged)
        {
            Element<Vector256<int>, int>(ref _seenCases, sibling) = Vector256.Sum(children._seenCases);
            Element<Vector256<int>, int>(ref _unseenCases, sibling) = Vector256.Sum(children._unseenCases);
        }
    }

    /// <summary>Sets all of a node but its counts of cases, which stay what they are.</summary>
    public void SetLosses(int sibling, in HardnessMass mass) => SetLosses(sibling, mass.SeenCases > 0 ? mass.MaximumLoss : NoLoss, mass.ScaledSum);

    private void SetLosses(int sibling, double maximum, double scaledSum)
    {
        Element<Vector512<double>, double>(ref _maximumLosses, sibling) = maximum;
        Element<Vector512<double>, double>(ref _scaledSums, sibling) = scaledSum;
    }

    /// <summary>Takes a draw that is at the parent down to the sibling on which its point lies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Descend(ref Descent descent)
    {
        if (descent.Kind == DrawKind.Seen)
        {
            var sibling = Lanes.Under(descent.Offset, _beginnings, _stretches);
            var inside = Math.Max(descent.Offset - Element<Vector512<double>, double>(ref _beginnings, sibling), 0);
            descent.Offset = Math.Min(
                inside * Element<Vector512<double>, double>(ref _stretches, sibling),
                Math.BitDecrement(Element<Vector512<double>, double>(ref _scaledSums, sibling)));
            descent.Node = (descent.Node * Count) + sibling;
        }
        else
        {
            DescendCounted(ref descent);
        }
    }

    private readonly void DescendCounted(ref Descent descent)
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

    private static ref TElement Element<TVector, TElement>(ref TVector vector, int index) => ref Unsafe.Add(ref Unsafe.As<TVector, TElement>(ref vector), index);
}
