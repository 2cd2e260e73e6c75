using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OrleansDro.Learning.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace OrleansDro.Learning.Optimization;

/// <summary>
/// Arithmetic of an update with the same bits on every processor: it uses only operations that IEEE 754 rounds one by one (add, multiply, divide, square root).
/// Torch's fused ones (a sum with a factor, addcmul, addcdiv) multiply and add with one rounding if the processor can and with two if it cannot, and its sums over a vector
/// depend on the width of the processor's registers. All replicas of a run apply the same gradient, and must come to the same parameters on unlike processors.
/// </summary>
internal static class PlainArithmetic
{
    /// <summary>Adds a multiple of a vector to another, in place.</summary>
    /// <param name="sum">The vector that changes.</param>
    /// <param name="values">The values to add, of the same shape.</param>
    /// <param name="factor">Factor of the added values.</param>
    public static void AddScaled(this Tensor sum, Tensor values, Scalar factor)
    {
        using var product = values.mul(factor);

        // With the factor 1 the fused operation rounds once, as the plain one does.
        sum.add_(product, Scalars.One);
    }

    /// <summary>The square roots of float32 numbers, each rounded to the nearest float32 number.</summary>
    /// <remarks>
    /// On CPUs Torch takes roots from MKL, which rounds one of six to the wrong side and chooses its code by the processor. CUDA rounds them correctly.
    /// </remarks>
    public static Tensor RoundedRoot(this Tensor values)
    {
        if (values.device_type != DeviceType.CPU)
        {
            return values.sqrt();
        }

        var roots = empty_like(values);
        Root(MemoryMarshal.Cast<byte, float>(values.bytes), MemoryMarshal.Cast<byte, float>(roots.bytes));
        return roots;
    }

    private static void Root(ReadOnlySpan<float> values, Span<float> roots)
    {
        var vectors = MemoryMarshal.Cast<float, Vector512<float>>(values);
        var rootVectors = MemoryMarshal.Cast<float, Vector512<float>>(roots);
        for (var i = 0; i < vectors.Length; i++)
        {
            rootVectors[i] = Vector512.Sqrt(vectors[i]);
        }

        for (var i = vectors.Length * Vector512<float>.Count; i < values.Length; i++)
        {
            roots[i] = MathF.Sqrt(values[i]);
        }
    }
}
