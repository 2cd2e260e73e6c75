using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OrleansDro.Learning.Optimization;

/// <summary>The Euclidean norm of float32 numbers, with the same bits on every processor.</summary>
/// <remarks>
/// Squares of float32 numbers are exact in double precision, so a fused multiply-add cannot change them, and the lanes are added up in an order that does not depend on the
/// width of the processor's registers.
/// </remarks>
internal static class EuclideanNorm
{
    /// <summary>The norm; 0 of no numbers; not finite if one of them is not.</summary>
    public static double Of(ReadOnlySpan<float> values)
    {
        var blocks = MemoryMarshal.Cast<float, Vector512<float>>(values);
        var (lower, upper) = (Vector512<double>.Zero, Vector512<double>.Zero);
        foreach (var block in blocks)
        {
            var (first, second) = Vector512.Widen(block);
            lower += first * first;
            upper += second * second;
        }

        var lanes = lower + upper;
        var sum = 0.0;
        for (var lane = 0; lane < Vector512<double>.Count; lane++)
        {
            sum += lanes[lane];
        }

        foreach (var value in values[(blocks.Length * Vector512<float>.Count)..])
        {
            sum += (double)value * value;
        }

        return Math.Sqrt(sum);
    }
}
