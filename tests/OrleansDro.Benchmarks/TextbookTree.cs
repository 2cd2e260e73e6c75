namespace OrleansDro.Benchmarks;

/// <summary>The sum tree of the textbooks: an array of 2^k leaves under a binary heap of sums. No log domain, no counts.</summary>
internal sealed class TextbookTree
{
    private readonly double[] _sums;
    private readonly int _leaves;

    public TextbookTree(ReadOnlySpan<double> weights)
    {
        _leaves = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)weights.Length);
        _sums = new double[2 * _leaves];
        weights.CopyTo(_sums.AsSpan(_leaves));
        for (var node = _leaves - 1; node > 0; node--)
        {
            _sums[node] = _sums[2 * node] + _sums[(2 * node) + 1];
        }
    }

    public double Total => _sums[1];

    public int Locate(double offset)
    {
        var node = 1;
        while (node < _leaves)
        {
            node *= 2;
            if (offset >= _sums[node])
            {
                offset -= _sums[node];
                node++;
            }
        }

        return node - _leaves;
    }

    public void Set(int leaf, double weight)
    {
        var node = leaf + _leaves;
        _sums[node] = weight;
        for (node /= 2; node > 0; node /= 2)
        {
            _sums[node] = _sums[2 * node] + _sums[(2 * node) + 1];
        }
    }
}
