using OrleansDro.Learning.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace OrleansDro.Learning.Optimisation;

/// <summary>
/// Arithmetic of an update that gives the same bits on every processor: each element goes through operations that IEEE 754 rounds by themselves (add, multiply, divide, square root).
/// Torch's fused ones (a sum with a factor, addcmul, addcdiv) multiply and add in one rounding where the processor can and in two where it cannot, and its sums over a vector
/// depend on the width of the processor's registers. All replicas of a run apply the same gradient, and must come to the same parameters on unlike processors.
/// </summary>
internal static class PlainArithmetic
{
    /// <summary>Adds a multiple of a vector to another, in place.</summary>
    /// <param name="sum">The vector that changes.</param>
    /// <param name="values">What is added to it, of the same shape.</param>
    /// <param name="factor">Factor on what is added.</param>
    public static void AddScaled(this Tensor sum, Tensor values, Scalar factor)
    {
        using var product = values.mul(factor);

        // With the factor 1 the fused operation rounds once, as the plain one does.
        sum.add_(product, Scalars.One);
    }

    /// <summary>The square roots of float32 numbers, each rounded to the nearest float32 number.</summary>
    /// <remarks>
    /// Torch takes float32 roots on CPUs from MKL, which rounds one of six to the wrong side and chooses its code by the processor. In double precision an error of less than one unit
    /// in the last place, 2^-52, cannot matter: the root of a number of 24 bits is at least 2^-50 away from the middle between two float32 numbers.
    /// </remarks>
    public static Tensor RoundedRoot(this Tensor values)
    {
        using var roots = values.to(ScalarType.Float64).sqrt_();
        return roots.to(ScalarType.Float32);
    }
}
