using System.Numerics;

namespace OrleansDro.Benchmarks;

/// <summary>The sum tree of the textbooks: an array of 2^k leaves under a binary heap of sums. No log domain, no counts, no records.</summary>
internal sealed class TextbookTree
{
    private readonly double[] _sums;
    private readonly int _leaves;

    public TextbookTree(ReadOnlySpan<double> weights)
    {
        _leaves = (int)BitOperations.RoundUpToPowerOf2((uint)weights.Length);
        _sums = new double[2 * _leaves];
        weights.CopyTo(_sums.AsSpan(_leaves));
        for (var node = _leaves - 1; node > 0; node--)
        {
            _sums[node] = _sums[2 * node] + _sums[(2 * node) + 1];
        }
    }

    /// <summary>Draws a leaf for each place, each with a probability in proportion to its weight.</summary>
    public void Draw(Span<int> drawn)
    {
        var sums = _sums;
        foreach (ref var leaf in drawn)
        {
            var (node, offset) = (1, Random.Shared.NextDouble() * sums[1]);
            while (node < _leaves)
            {
                node *= 2;
                var left = sums[node];
                if (offset >= left)
                {
                    offset -= left;
                    node++;
                }
            }

            leaf = node - _leaves;
        }
    }

    /// <summary>Sets the weights exp(beta * loss) of leaves.</summary>
    public void Update(ReadOnlySpan<int> leaves, ReadOnlySpan<double> losses, double beta)
    {
        var sums = _sums;
        for (var i = 0; i < leaves.Length; i++)
        {
            var node = leaves[i] + _leaves;
            sums[node] = Math.Exp(beta * losses[i]);
            for (node /= 2; node > 0; node /= 2)
            {
                sums[node] = sums[2 * node] + sums[(2 * node) + 1];
            }
        }
    }
}
