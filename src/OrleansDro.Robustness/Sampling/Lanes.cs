using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OrleansDro.Robustness.Sampling;

/// <summary>Computations across the eight lanes of a vector, always in the same order of additions.</summary>
internal static class Lanes
{
    /// <summary>The sum of each lane and all before it. The last is the sum of pairs of pairs of neighbors, as in a binary tree.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> PrefixSums(Vector512<double> values)
    {
        values += Shifted(values);
        values += Avx512F.IsSupported ? Align(values, 6) : Vector512.Shuffle(values, Vector512.Create(8L, 8, 0, 1, 2, 3, 4, 5));
        values += Avx512F.IsSupported ? Align(values, 4) : Vector512.Shuffle(values, Vector512.Create(8L, 8, 8, 8, 0, 1, 2, 3));
        return values;
    }

    /// <summary>Each lane shifted by one; the first becomes 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Shifted(Vector512<double> values)
        => Avx512F.IsSupported ? Align(values, 7) : Vector512.Shuffle(values, Vector512.Create(8L, 0, 1, 2, 3, 4, 5, 6));

    /// <summary>The lane on which a point lies, which always is one that has weight.</summary>
    /// <param name="offset">How far the point lies from the beginning of the first, 0 or more. The last lane that has weight takes a point beyond the end.</param>
    /// <param name="beginnings">Where each lane starts: the sums of the weights before it.</param>
    /// <param name="weights">Above 0 for a lane that has weight: one or more. Rounding may make one without weight seem to have a length.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Under(double offset, Vector512<double> beginnings, Vector512<double> weights)
    {
        var reached = Vector512.LessThanOrEqual(beginnings, Vector512.Create(offset)) & Vector512.GreaterThan(weights, Vector512<double>.Zero);
        return BitOperations.Log2((uint)reached.ExtractMostSignificantBits());
    }

    /// <summary>One lane, by a number that is not a constant. Without a detour over the memory, which takes a vector across two of its lines slowly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double At(Vector512<double> values, int lane)
        => Vector512.IsHardwareAccelerated ? Vector512.ShuffleNative(values, Vector512.Create((long)lane)).ToScalar() : values[lane];

    /// <summary>The largest lane; all are numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Maximum(Vector512<double> values)
    {
        var four = Vector256.MaxNative(values.GetLower(), values.GetUpper());
        var two = Vector128.MaxNative(four.GetLower(), four.GetUpper());
        return double.MaxNative(two.GetElement(0), two.GetElement(1));
    }

    // One instruction; a shuffle that fills in zeros is two, and the sums wait for each.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Align(Vector512<double> values, [ConstantExpected] byte by) => Avx512F.AlignRight64(values.AsInt64(), Vector512<long>.Zero, by).AsDouble();
}
