using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Numerics;
using OrleansDro.Robustness.Temperature;

namespace OrleansDro.Robustness.Sampling;

/// <summary>
/// Finds cases by their hardness: a tree over the losses of a history. Its leaves are groups of eight cases, whose weights exp(beta * loss) are computed
/// from the losses whenever they are needed: eight at a time that is quicker than to fetch them from memory, and memory holds 4 bytes a case for the index.
/// </summary>
/// <remarks>
/// A block is an aligned range of 8^k cases. A <see cref="HardnessTree"/> over the masses of all blocks finds the block of a draw, and the index of the
/// block finds its case: the draws have the same bits as those of one index over all cases. Not safe for use by several threads at a time.
/// </remarks>
public sealed class HardnessIndex
{
    private readonly CaseHistory _history;
    private readonly List<int> _withheld = [];
    private readonly int _blockHeight;
    private HardnessTree _groups;

    // How many cases the index has; the history may have grown since.
    private int _cases;

    /// <summary>Creates the index of a history.</summary>
    /// <param name="history">The history of one or more cases. After each change of it, call <see cref="Refresh()"/> or <see cref="Refresh(ReadOnlySpan{int})"/>.</param>
    /// <param name="beta">The inverse temperature, 0 or more and finite, in 1 / loss.</param>
    /// <param name="blockSize">Cases of a block: 8, 64, 512, ...; the default is one block for all.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no cases, or an argument is outside its range.</exception>
    public HardnessIndex(CaseHistory history, double beta, int blockSize = CaseBlocks.LargestSize)
    {
        CaseBlocks.CheckSize(blockSize);
        _history = history;
        BlockSize = blockSize;
        _blockHeight = (BitOperations.Log2((uint)blockSize) / 3) - 1;
        _groups = new HardnessTree(GroupCount, beta);
        Refresh();
    }

    /// <summary>Cases of a block.</summary>
    public int BlockSize { get; }

    /// <summary>How many blocks the cases fill; the last may be shorter.</summary>
    public int Blocks => (_cases - 1) / BlockSize + 1;

    /// <summary>The inverse temperature; to set it rebuilds the index in O(n).</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public double Beta
    {
        get => _groups.Beta;
        set
        {
            if (value != Beta)
            {
                _groups = new HardnessTree(GroupCount, value);
                Refresh();
            }
        }
    }

    /// <summary>The mass of all cases.</summary>
    public HardnessMass Mass => _groups.Root;

    /// <summary>The mass of a block.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such block.</exception>
    public HardnessMass MassOf(int block)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(block);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(block, Blocks);
        return _groups.MassOf(HeightOfBlock, block);
    }

    /// <summary>The moments of the losses of a block under q = softmax(beta * loss) at any beta, in O(cases of the block).</summary>
    /// <param name="block">The block.</param>
    /// <param name="beta">The inverse temperature, 0 or more and finite, in 1 / loss.</param>
    /// <param name="reference">The largest loss of all cases.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such block, beta is outside its range, or a loss is larger than the reference.</exception>
    public LossMoments MomentsOf(int block, double beta, double reference)
    {
        _ = MassOf(block);
        return LossMoments.Of(_history.LossesOf(block * BlockSize, BlockSize), beta, reference);
    }

    /// <summary>Reads the histories of all cases again, including those that were appended.</summary>
    public void Refresh()
    {
        _cases = _history.Count;
        if (_groups.Leaves != GroupCount)
        {
            _groups = new HardnessTree(GroupCount, Beta);
        }

        var scale = _groups.Scale;
        var losses = _history.DrawnLosses.Span;
        var leaves = _groups.LeafGroups;
        for (var group = 0; group < losses.Length; group++)
        {
            HardnessTree.SetLeaf(leaves, group, MassOf(losses[group], scale), countsChanged: true);
        }

        _ = _history.TakeKindsChanged();
        _groups.RefreshAll();
    }

    /// <summary>Reads the histories of some cases again.</summary>
    /// <param name="cases">All cases whose histories changed since the last refresh, in any order, repeated or not.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such case, or it was appended after all cases were last read. The index is unchanged.</exception>
    public void Refresh(ReadOnlySpan<int> cases)
    {
        const int MostOnStack = 512;
        var losses = _history.DrawnLosses.Span;
        var changed = cases.Length <= MostOnStack ? stackalloc int[cases.Length] : new int[cases.Length];
        for (var i = 0; i < cases.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(cases[i], nameof(cases));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(cases[i], _cases, nameof(cases));
            changed[i] = cases[i] / Siblings.Count;
            CacheLines<Vector512<double>>.Fetch(ref losses[changed[i]]);
            _groups.FetchLeaf(changed[i]);
        }

        var kindsChanged = _history.TakeKindsChanged();
        RefreshGroups(changed, kindsChanged);
        _groups.RefreshAbove(changed, kindsChanged);
    }

    /// <summary>Takes a case that can be drawn out of the masses until <see cref="Restore"/>: a batch without replacement draws it once. Its history stays.</summary>
    /// <param name="caseIndex">The case.</param>
    public void Withhold(int caseIndex)
    {
        _history.Hide(caseIndex);
        _withheld.Add(caseIndex);
        Refresh([caseIndex]);
    }

    /// <summary>Puts all withheld cases back.</summary>
    public void Restore()
    {
        _withheld.ForEach(_history.Show);
        Refresh(CollectionsMarshal.AsSpan(_withheld));
        _withheld.Clear();
    }

    /// <summary>The cases that points lie on. Each can be drawn, and is of the kind that its point asks for.</summary>
    /// <param name="points">Points on the mass of all cases.</param>
    /// <param name="cases">Where the cases go, in the order of the points.</param>
    /// <exception cref="ArgumentException">There is not one place for each point.</exception>
    /// <exception cref="InvalidOperationException">No case is of the kind of a point.</exception>
    public void Locate(ReadOnlySpan<DrawPoint> points, Span<int> cases) => Locate(points, cases, _groups.HeightOfRoot, default);

    /// <summary>The cases that points of blocks lie on. Each can be drawn, and is of the kind that its point asks for.</summary>
    /// <param name="points">Points, each on the mass of its block.</param>
    /// <param name="blocks">The block of each point.</param>
    /// <param name="cases">Where the cases go, in the order of the points.</param>
    /// <exception cref="ArgumentException">There is not one block and one place for each point, or there is no such block.</exception>
    /// <exception cref="InvalidOperationException">A block has no case of the kind of its point.</exception>
    public void Locate(ReadOnlySpan<DrawPoint> points, ReadOnlySpan<int> blocks, Span<int> cases)
    {
        if (blocks.Length != points.Length)
        {
            throw new ArgumentException($"There are {points.Length} points, but {blocks.Length} blocks.", nameof(blocks));
        }

        Locate(points, cases, HeightOfBlock, blocks);
    }

    private int GroupCount => _history.DrawnLosses.Count;

    private int HeightOfBlock => Math.Min(_blockHeight, _groups.HeightOfRoot);

    private void Locate(ReadOnlySpan<DrawPoint> points, Span<int> cases, int height, ReadOnlySpan<int> nodes)
    {
        if (cases.Length != points.Length)
        {
            throw new ArgumentException($"There are {points.Length} points, but room for {cases.Length} cases.", nameof(cases));
        }

        const int MostOnStack = 512;
        var descents = points.Length <= MostOnStack ? stackalloc Descent[points.Length] : new Descent[points.Length];
        if (nodes.IsEmpty)
        {
            _groups.Begin(points, descents);
        }

        for (var i = 0; i < nodes.Length; i++)
        {
            descents[i] = _groups.Begin(points[i], height, nodes[i]);
        }

        // In waves, each a level below the next one: while one computes, the memory that the others need next is fetched. The waves are small, because
        // the processor can fetch only a limited number of cache lines at a time.
        const int Wave = 8;
        for (var begun = 0; begun < points.Length + (height * Wave); begun += Wave)
        {
            for (var level = 0; level <= height; level++)
            {
                var first = begun - ((height - level) * Wave);
                if (first >= 0 && first < points.Length)
                {
                    var count = Math.Min(Wave, points.Length - first);
                    var wave = descents.Slice(first, count);
                    if (level > 0)
                    {
                        _groups.Descend(wave, level - 1);
                    }
                    else
                    {
                        DescendGroups(wave, cases.Slice(first, count));
                    }

                    if (level == 1)
                    {
                        FetchLosses(wave);
                    }
                }
            }
        }
    }

    private void FetchLosses(ReadOnlySpan<Descent> descents)
    {
        var losses = _history.DrawnLosses.Span;
        foreach (ref readonly var descent in descents)
        {
            CacheLines<Vector512<double>>.Fetch(ref losses[descent.Node]);
        }
    }

    // Here and below, what the loop needs of the fields is in locals, so that the loop does not read them again and the processor can start on the next case earlier.
    private void DescendGroups(Span<Descent> descents, Span<int> cases)
    {
        var scale = _groups.Scale;
        var losses = _history.DrawnLosses.Span;
        for (var i = 0; i < descents.Length; i++)
        {
            cases[i] = (descents[i].Node * Siblings.Count) + ChosenOf(losses[descents[i].Node], descents[i].Kind, descents[i].Offset, scale);
        }
    }

    private void RefreshGroups(ReadOnlySpan<int> groups, bool kindsChanged)
    {
        var scale = _groups.Scale;
        var losses = _history.DrawnLosses.Span;
        var leaves = _groups.LeafGroups;
        foreach (var group in groups)
        {
            HardnessTree.SetLeaf(leaves, group, MassOf(losses[group], scale), kindsChanged);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ChosenOf(Vector512<double> losses, DrawKind kind, double offset, MassScale scale)
    {
        if (kind == DrawKind.Seen)
        {
            var weights = WeightsOf(losses, scale, out _);
            return Lanes.Under(offset, Lanes.Shifted(Lanes.PrefixSums(weights)), weights);
        }

        var unseen = Vector512.IsNaN(losses).ExtractMostSignificantBits();
        var eligible = kind == DrawKind.Unseen ? unseen : unseen | IsSeen(losses).ExtractMostSignificantBits();
        for (var rest = (int)offset; rest > 0; rest--)
        {
            eligible &= eligible - 1;
        }

        return BitOperations.TrailingZeroCount(eligible);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static HardnessMass MassOf(Vector512<double> losses, MassScale scale)
    {
        var seen = BitOperations.PopCount(IsSeen(losses).ExtractMostSignificantBits());
        var unseen = BitOperations.PopCount(Vector512.IsNaN(losses).ExtractMostSignificantBits());
        var weights = WeightsOf(losses, scale, out var maximum);
        return new HardnessMass(seen > 0 ? maximum : 0, Lanes.PrefixSums(weights)[Siblings.Count - 1], seen, unseen);
    }

    /// <summary>exp(beta * loss) of each seen case, divided by 2^E of the largest loss; 0 for the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> WeightsOf(Vector512<double> losses, MassScale scale, out double maximum)
    {
        var isSeen = IsSeen(losses);
        var known = Vector512.ConditionalSelect(isSeen, losses, Vector512.Create(-double.MaxValue));
        maximum = Lanes.Maximum(known);
        var remainder = scale.RemainderOf(maximum, scale.ExponentOf(maximum));
        var belowMaximum = Vector512.MaxNative(known - Vector512.Create(maximum), Vector512.Create(-double.MaxValue));
        return Exponential.Of(belowMaximum * scale.Beta + Vector512.Create(remainder)) & isSeen;
    }

    // False for what is not a number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> IsSeen(Vector512<double> losses) => Vector512.GreaterThan(losses, Vector512.Create(double.NegativeInfinity));
}
