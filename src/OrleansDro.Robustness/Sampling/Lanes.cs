using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OrleansDro.Robustness.Sampling;

/// <summary>What is computed across the eight lanes of a vector, always in the same order of additions.</summary>
internal static class Lanes
{
    /// <summary>The sum of each lane and all before it. The last is the sum of pairs of pairs of neighbours, as in a binary tree.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> PrefixSums(Vector512<double> values)
    {
        values += Vector512.Shuffle(values, Vector512.Create(8L, 0, 1, 2, 3, 4, 5, 6));
        values += Vector512.Shuffle(values, Vector512.Create(8L, 8, 0, 1, 2, 3, 4, 5));
        values += Vector512.Shuffle(values, Vector512.Create(8L, 8, 8, 8, 0, 1, 2, 3));
        return values;
    }

    /// <summary>The sum of all lanes, with the bits of the last of the <see cref="PrefixSums"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Vector512<double> values)
    {
        var pairs = values + Vector512.Shuffle(values, Vector512.Create(1L, 0, 3, 2, 5, 4, 7, 6));
        var (low, high) = (pairs.GetLower(), pairs.GetUpper());
        return (low.GetLower() + low.GetUpper()).ToScalar() + (high.GetLower() + high.GetUpper()).ToScalar();
    }

    /// <summary>Each lane moved on by one; the first becomes 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Shifted(Vector512<double> values) => Vector512.Shuffle(values, Vector512.Create(8L, 0, 1, 2, 3, 4, 5, 6));

    /// <summary>The largest lane; all are numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Maximum(Vector512<double> values)
    {
        var four = Vector256.MaxNative(values.GetLower(), values.GetUpper());
        var two = Vector128.MaxNative(four.GetLower(), four.GetUpper());
        return double.MaxNative(two.GetElement(0), two.GetElement(1));
    }
}
