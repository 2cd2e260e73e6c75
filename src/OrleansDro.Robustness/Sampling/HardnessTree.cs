using System.Numerics;

namespace OrleansDro.Robustness.Sampling;

/// <summary>
/// A binary tree of masses: reads and writes a leaf, and finds the leaf of a draw, in O(log n). A leaf is a case or, in a tree above shards, the root of
/// a shard's tree. A draw that is located in the tree above and continued in the shard's tree reaches the same case, bit for bit, as in one tree over all
/// cases, when each shard is an aligned block of 2^k cases (the last may be shorter).
/// </summary>
/// <remarks>
/// Each node is a pure function of its two children, so that a tree built by <see cref="Load"/> has the same bits as one updated leaf by leaf. Rounding
/// never accumulates as it does in a sum tree that adds differences. Not safe for use by several threads at a time.
/// </remarks>
public sealed class HardnessTree
{
    // A heap: node i has the children 2i and 2i + 1, the root is node 1, and the leaves begin at _width, padded with empty ones to a power of two.
    private readonly HardnessMass[] _nodes;
    private readonly int _width;

    /// <summary>Makes a tree of empty leaves.</summary>
    /// <param name="leaves">How many leaves, 1 to 2^29.</param>
    /// <param name="beta">The inverse temperature, 0 or more and finite, in 1 / loss.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public HardnessTree(int leaves, double beta)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(leaves);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(leaves, 1 << 29);
        Guard.InverseTemperature(beta);
        Leaves = leaves;
        Beta = beta;
        _width = (int)BitOperations.RoundUpToPowerOf2((uint)leaves);
        _nodes = new HardnessMass[2 * _width];
    }

    /// <summary>How many leaves the tree has.</summary>
    public int Leaves { get; }

    /// <summary>The inverse temperature.</summary>
    public double Beta { get; }

    /// <summary>The mass of all leaves.</summary>
    public HardnessMass Root => _nodes[1];

    /// <summary>The mass of a leaf; to set it updates the nodes above.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such leaf.</exception>
    public HardnessMass this[int leaf]
    {
        get => _nodes[NodeOf(leaf)];
        set
        {
            var node = NodeOf(leaf);
            _nodes[node] = value;
            for (node /= 2; node > 0; node /= 2)
            {
                Refresh(node);
            }
        }
    }

    /// <summary>Sets all leaves, in O(n).</summary>
    /// <exception cref="ArgumentException">The count of masses is not that of the leaves.</exception>
    public void Load(ReadOnlySpan<HardnessMass> masses)
    {
        if (masses.Length != Leaves)
        {
            throw new ArgumentException($"The tree has {Leaves} leaves, but {masses.Length} masses were given.", nameof(masses));
        }

        masses.CopyTo(_nodes.AsSpan(_width));
        for (var node = _width - 1; node > 0; node--)
        {
            Refresh(node);
        }
    }

    /// <summary>The leaf that a point of the root lies on, and the point on that leaf. The leaf always has cases of the draw's kind.</summary>
    /// <exception cref="InvalidOperationException">The tree has no case of the draw's kind.</exception>
    public (int Leaf, DrawPoint Point) Locate(DrawPoint point)
    {
        if (point.LengthOf(Root) <= 0)
        {
            throw new InvalidOperationException($"The tree has no case for a draw of kind {point.Kind}.");
        }

        var node = 1;
        while (node < _width)
        {
            point = point.Descend(_nodes[2 * node], _nodes[2 * node + 1], Beta, out var isRight);
            node = 2 * node + (isRight ? 1 : 0);
        }

        return (node - _width, point);
    }

    private int NodeOf(int leaf)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(leaf);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(leaf, Leaves);
        return _width + leaf;
    }

    private void Refresh(int node) => _nodes[node] = HardnessMass.Combine(_nodes[2 * node], _nodes[2 * node + 1], Beta);
}
