using System.Runtime.CompilerServices;
using OrleansDro.Robustness.Numerics;

namespace OrleansDro.Robustness.Sampling;

/// <summary>
/// A tree of masses with eight children a node: reads and writes leaves, and finds the leaf of a draw, in O(log n). A leaf is a group of cases: eight of
/// them in the tree of a <see cref="HardnessIndex"/>, a block in the tree above shards.
/// </summary>
/// <remarks>
/// Each node is a pure function of its children, so a loaded tree has the same bits as one that was updated leaf by leaf, and rounding errors do not
/// accumulate as they do in a sum tree that adds differences. The shape depends only on the number of leaves: a draw that descends one tree to
/// a leaf and continues in another tree below it reaches the same case, bit for bit, as in one tree over all cases. Not safe for use by several threads at a time.
/// </remarks>
public sealed class HardnessTree
{
    private readonly MassScale _scale;

    // From the leaves to the root.
    private Level[] _levels;

    /// <summary>Creates a tree of empty leaves.</summary>
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
            SetLeaf(LeafGroups, leaf, value, countsChanged: true);
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
        for (var height = HeightOfRoot - 1; height >= 0; height--)
        {
            Descend(descent, height);
        }

        return (descent[0].Node, new DrawPoint(descent[0].Kind, descent[0].Offset));
    }

    /// <summary>Levels between the leaves and the root; a node at height h has 8^h leaves.</summary>
    internal int HeightOfRoot => _levels.Length - 1;

    internal MassScale Scale => _scale;

    /// <summary>The leaves, in groups.</summary>
    internal Span<Siblings> LeafGroups => _levels[0].Groups.Span;

    /// <summary>The mass of a node.</summary>
    internal HardnessMass MassOf(int height, int node) => _levels[height][node];

    /// <summary>Sets a leaf and leaves the nodes above it as they are, until <see cref="RefreshAll"/> or <see cref="RefreshAbove"/>.</summary>
    /// <param name="groups">All <see cref="LeafGroups"/>.</param>
    /// <param name="leaf">The leaf.</param>
    /// <param name="mass">Its mass.</param>
    /// <param name="countsChanged">Whether it may count other cases than before.</param>
    internal static void SetLeaf(Span<Siblings> groups, int leaf, HardnessMass mass, bool countsChanged)
    {
        ref var siblings = ref groups[(int)((uint)leaf / Siblings.Count)];
        var sibling = (int)((uint)leaf % Siblings.Count);
        if (countsChanged)
        {
            siblings[sibling] = mass;
        }
        else
        {
            siblings.SetLosses(sibling, mass);
        }
    }

    /// <summary>Prefetches the memory that <see cref="SetLeaf"/> changes.</summary>
    internal void FetchLeaf(int leaf)
    {
        ref var siblings = ref _levels[0].Groups[leaf / Siblings.Count];
        CacheLines<Siblings>.Fetch(ref siblings, 0);
        CacheLines<Siblings>.Fetch(ref siblings, 1);
    }

    /// <summary>Updates all nodes above the leaves.</summary>
    internal void RefreshAll()
    {
        for (var height = 1; height < _levels.Length; height++)
        {
            RefreshLevel(height, countsChanged: true);
        }
    }

    /// <summary>Updates the nodes above some leaves.</summary>
    /// <param name="leaves">The leaves that were set, in any order, repeated or not. Overwritten.</param>
    /// <param name="countsChanged">Whether any of them may count other cases than before.</param>
    internal void RefreshAbove(Span<int> leaves, bool countsChanged)
    {
        for (var height = 1; height < _levels.Length; height++)
        {
            // If the level is smaller than the number of changes, a sequential pass is faster than random access.
            if (_levels[height].Nodes <= leaves.Length)
            {
                RefreshLevel(height, countsChanged);
                continue;
            }

            // In locals, so that the loop does not read them again and the processor can start on the next node earlier.
            var scale = _scale;
            var parents = _levels[height].Groups.Span;
            var children = _levels[height - 1].Groups.Span;
            var places = _levels[height - 1].Places.Span;
            foreach (ref var leaf in leaves)
            {
                var node = (int)((uint)leaf / Siblings.Count);
                leaf = node;
                RefreshNode(node, parents, children, places, scale, countsChanged);
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

    /// <summary>Moves draws from nodes of one height to their children, and prefetches the memory that the next level needs.</summary>
    /// <param name="descents">The draws.</param>
    /// <param name="height">The height of the children.</param>
    internal void Descend(Span<Descent> descents, int height)
    {
        if (height > 0)
        {
            DescendLevel(descents, _levels[height], _levels[height - 1]);
        }
        else
        {
            DescendLowest(descents);
        }
    }

    private static void DescendLevel(Span<Descent> descents, Level level, Level below)
    {
        var groups = level.Groups.Span;
        var places = level.Places.Span;
        var groupsBelow = below.Groups.Span;
        var placesBelow = below.Places.Span;
        foreach (ref var descent in descents)
        {
            if (descent.Kind == DrawKind.Seen)
            {
                groups[descent.Node].Descend(ref descent, places[descent.Node]);
            }
            else
            {
                groups[descent.Node].DescendCounted(ref descent);
            }

            ref var siblings = ref groupsBelow[descent.Node];
            CacheLines<Siblings>.Fetch(ref siblings, 0);
            if (placesBelow.IsEmpty)
            {
                CacheLines<Siblings>.Fetch(ref siblings, 1);
            }
            else
            {
                ref var placesOfSiblings = ref placesBelow[descent.Node];
                CacheLines<SiblingPlaces>.Fetch(ref placesOfSiblings, 0);
                CacheLines<SiblingPlaces>.Fetch(ref placesOfSiblings, 1);
            }
        }
    }

    private void DescendLowest(Span<Descent> descents)
    {
        var groups = _levels[0].Groups.Span;
        foreach (ref var descent in descents)
        {
            ref var siblings = ref groups[descent.Node];
            if (descent.Kind == DrawKind.Seen)
            {
                var places = siblings.PlacesOnParent(_scale, out _, out _);
                siblings.Descend(ref descent, places);
            }
            else
            {
                siblings.DescendCounted(ref descent);
            }
        }
    }

    private static Level[] Levels(int leaves)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(leaves);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(leaves, 1 << 29);
        var levels = new List<Level> { new(leaves, hasPlaces: false) };
        while (levels[^1].Nodes > 1)
        {
            levels.Add(new Level(levels[^1].Groups.Count, hasPlaces: true));
        }

        return [.. levels];
    }

    private void RefreshLevel(int height, bool countsChanged)
    {
        var parents = _levels[height].Groups.Span;
        var children = _levels[height - 1].Groups.Span;
        var places = _levels[height - 1].Places.Span;
        for (var node = 0; node < children.Length; node++)
        {
            RefreshNode(node, parents, children, places, _scale, countsChanged);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RefreshNode(int node, Span<Siblings> parents, Span<Siblings> children, Span<SiblingPlaces> places, MassScale scale, bool countsChanged)
    {
        // Unsigned, because that divides by a power of two in one instruction.
        ref var parent = ref parents[(int)((uint)node / Siblings.Count)];
        var placesOfChildren = parent.SetSum((int)((uint)node % Siblings.Count), ref children[node], scale, countsChanged);
        if (!places.IsEmpty)
        {
            places[node] = placesOfChildren;
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
        public Level(int nodes, bool hasPlaces)
        {
            Nodes = nodes;
            Groups = new CacheLines<Siblings>((nodes - 1) / Siblings.Count + 1);
            Groups.Span.Fill(Siblings.Empty);
            Places = new CacheLines<SiblingPlaces>(hasPlaces ? Groups.Count : 0);
        }

        public int Nodes { get; }

        public CacheLines<Siblings> Groups { get; }

        /// <summary>
        /// The places of the nodes of each group, because draws pass a node far more often than it changes. Not kept for the leaves: their places
        /// are too many for a cache, and computing them is faster than fetching two more cache lines.
        /// </summary>
        public CacheLines<SiblingPlaces> Places { get; }

        public HardnessMass this[int node]
        {
            get => Groups[node / Siblings.Count][node % Siblings.Count];
            set => Groups[node / Siblings.Count][node % Siblings.Count] = value;
        }
    }
}
