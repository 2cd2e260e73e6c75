using System.Runtime.CompilerServices;
using OrleansDro.Robustness.Numerics;

namespace OrleansDro.Robustness.Sampling;

/// <summary>
/// A tree of masses with eight children a node: reads and writes leaves, and finds the leaf of a draw, in O(log n). A leaf is a group of cases: eight of
/// them in the tree of a <see cref="HardnessIndex"/>, a block in the tree above shards.
/// </summary>
/// <remarks>
/// Each node is a pure function of its children, so that a tree that was loaded has the same bits as one updated leaf by leaf, and rounding never
/// accumulates as it does in a sum tree that adds differences. The shape follows from the leaves' numbers alone: a draw that goes down one tree to
/// a leaf and on in another tree below it reaches the same case, bit for bit, as in one tree over all cases. Not safe for use by several threads at a time.
/// </remarks>
public sealed class HardnessTree
{
    private readonly MassScale _scale;

    // From the leaves to the root.
    private Level[] _levels;

    /// <summary>Makes a tree of empty leaves.</summary>
    /// <param name="leaves">How many leaves, 1 to 2^29.</param>
    /// <param name="beta">The inverse temperature, 0 or more and finite, in 1 / loss.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public HardnessTree(int leaves, double beta)
    {
        Guard.InverseTemperature(beta);
        _scale = new MassScale(beta);
        _levels = Levels(leaves);
    }

    /// <summary>How many leaves the tree has.</summary>
    public int Leaves => _levels[0].Nodes;

    /// <summary>The inverse temperature.</summary>
    public double Beta => _scale.Beta;

    /// <summary>The mass of all leaves.</summary>
    public HardnessMass Root => _levels[^1][0];

    /// <summary>The mass of a leaf; to set it updates the nodes above.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such leaf.</exception>
    public HardnessMass this[int leaf]
    {
        get => _levels[0][Checked(leaf)];
        set
        {
            Span<int> changed = [Checked(leaf)];
            SetLeaf(leaf, value, countsChanged: true);
            RefreshAbove(changed, countsChanged: true);
        }
    }

    /// <summary>Sets all leaves, in O(n). The tree has as many leaves as masses afterwards.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are no masses, or more than 2^29.</exception>
    public void Load(ReadOnlySpan<HardnessMass> masses)
    {
        _levels = Levels(masses.Length);
        for (var leaf = 0; leaf < masses.Length; leaf++)
        {
            _levels[0][leaf] = masses[leaf];
        }

        RefreshAll();
    }

    /// <summary>The leaf that a point of the root lies on, and the point on that leaf. The leaf always has cases of the draw's kind.</summary>
    /// <exception cref="InvalidOperationException">The tree has no case of the draw's kind.</exception>
    public (int Leaf, DrawPoint Point) Locate(DrawPoint point)
    {
        Span<Descent> descent = [Begin(point, HeightOfRoot, 0)];
        Descend(descent, HeightOfRoot);
        return (descent[0].Node, new DrawPoint(descent[0].Kind, descent[0].Offset));
    }

    /// <summary>Levels between the leaves and the root; a node at height h has 8^h leaves.</summary>
    internal int HeightOfRoot => _levels.Length - 1;

    internal MassScale Scale => _scale;

    /// <summary>The mass of a node.</summary>
    internal HardnessMass MassOf(int height, int node) => _levels[height][node];

    /// <summary>Sets a leaf and leaves the nodes above it as they are, until <see cref="RefreshAll"/> or <see cref="RefreshAbove"/>.</summary>
    /// <param name="leaf">The leaf.</param>
    /// <param name="mass">Its mass.</param>
    /// <param name="countsChanged">Whether it may count other cases than before.</param>
    internal void SetLeaf(int leaf, HardnessMass mass, bool countsChanged)
    {
        ref var siblings = ref _levels[0].Groups[leaf / Siblings.Count];
        if (countsChanged)
        {
            siblings[leaf % Siblings.Count] = mass;
        }
        else
        {
            siblings.SetLosses(leaf % Siblings.Count, mass);
        }
    }

    /// <summary>Has the processor fetch what <see cref="SetLeaf"/> changes.</summary>
    internal void FetchLeaf(int leaf)
    {
        _levels[0].Groups.Fetch(leaf / Siblings.Count, Siblings.LossLine);
        _levels[0].Groups.Fetch(leaf / Siblings.Count, Siblings.LossLine + 1);
    }

    /// <summary>Brings all nodes above the leaves up to date.</summary>
    internal void RefreshAll()
    {
        for (var height = 1; height < _levels.Length; height++)
        {
            RefreshLevel(height, countsChanged: true);
        }
    }

    /// <summary>Brings the nodes above some leaves up to date.</summary>
    /// <param name="leaves">The leaves that were set, in any order, repeated or not. Overwritten.</param>
    /// <param name="countsChanged">Whether any of them may count other cases than before.</param>
    internal void RefreshAbove(Span<int> leaves, bool countsChanged)
    {
        for (var height = 1; height < _levels.Length; height++)
        {
            // Where the level is smaller than what changed, it is quicker to go through it than to jump about in it.
            if (_levels[height].Nodes <= leaves.Length)
            {
                RefreshLevel(height, countsChanged);
                continue;
            }

            var (children, parents) = (_levels[height - 1].Groups, _levels[height].Groups);
            foreach (ref var node in leaves)
            {
                node /= Siblings.Count;
                parents[node / Siblings.Count].SetSum(node % Siblings.Count, ref children[node], _scale, countsChanged);
            }
        }
    }

    /// <summary>A draw's start at a node.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such node.</exception>
    /// <exception cref="InvalidOperationException">The node has no case of the draw's kind.</exception>
    internal Descent Begin(DrawPoint point, int height, int node)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(node);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(node, _levels[height].Nodes);
        return Begin(point, node, _levels[height][node]);
    }

    /// <summary>The start of many draws at the root.</summary>
    /// <exception cref="InvalidOperationException">The tree has no case of the draw's kind.</exception>
    internal void Begin(ReadOnlySpan<DrawPoint> points, Span<Descent> descents)
    {
        var root = Root;
        for (var i = 0; i < points.Length; i++)
        {
            descents[i] = Begin(points[i], 0, root);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Descent Begin(DrawPoint point, int node, in HardnessMass mass) => point.LengthOn(mass) > 0
        ? new Descent { Node = node, Kind = point.Kind, Offset = Math.Max(point.Offset, 0) }
        : throw NoCase(point.Kind);

    private static InvalidOperationException NoCase(DrawKind kind) => new($"There is no case for a draw of kind {kind}.");

    /// <summary>
    /// Takes draws from nodes of one height down to the leaves. All take a level before any takes the next, and each has what it needs there fetched
    /// beforehand: the processor waits for the memory of many draws at once.
    /// </summary>
    internal void Descend(Span<Descent> descents, int height)
    {
        while (--height >= 0)
        {
            var groups = _levels[height].Groups;
            var below = height > 0 ? _levels[height - 1].Groups : null;
            foreach (ref var descent in descents)
            {
                groups[descent.Node].Descend(ref descent);
                if (below is not null)
                {
                    below.Fetch(descent.Node, 0);
                    below.Fetch(descent.Node, 1);
                    below.Fetch(descent.Node, Siblings.LossLine);
                }
            }
        }
    }

    private static Level[] Levels(int leaves)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(leaves);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(leaves, 1 << 29);
        var levels = new List<Level> { new(leaves) };
        while (levels[^1].Nodes > 1)
        {
            levels.Add(new Level(levels[^1].Groups.Count));
        }

        return [.. levels];
    }

    private void RefreshLevel(int height, bool countsChanged)
    {
        var (children, parents) = (_levels[height - 1].Groups, _levels[height].Groups);
        for (var node = 0; node < children.Count; node++)
        {
            parents[node / Siblings.Count].SetSum(node % Siblings.Count, ref children[node], _scale, countsChanged);
        }
    }

    private int Checked(int leaf)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(leaf);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(leaf, Leaves);
        return leaf;
    }

    /// <summary>The nodes of one height.</summary>
    private sealed class Level
    {
        public Level(int nodes)
        {
            Nodes = nodes;
            Groups = new CacheLines<Siblings>((nodes - 1) / Siblings.Count + 1);
            Groups.Span.Fill(Siblings.Empty);
        }

        public int Nodes { get; }

        public CacheLines<Siblings> Groups { get; }

        public HardnessMass this[int node]
        {
            get => Groups[node / Siblings.Count][node % Siblings.Count];
            set => Groups[node / Siblings.Count][node % Siblings.Count] = value;
        }
    }
}
