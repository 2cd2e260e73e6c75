using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using OrleansDro.Robustness.Numerics;

namespace OrleansDro.Robustness.Sampling;

/// <summary>
/// How exp(beta * loss) is written so that it neither overflows nor vanishes: as 2^E * exp(r) with a whole number E and a small r. Sums of such
/// terms are kept divided by the 2^E of their largest loss. To carry a sum from one E to another multiplies it by a power of two, which is exact: however far
/// all losses fall or rise, nothing is lost, and no tree has to be rebuilt for it.
/// </summary>
/// <remarks>
/// r is taken in twice the precision of a double, so the terms are right to the last bits up to |beta * loss| = 2^60. Beyond that the doubles nearest to a
/// loss are a factor of e^128 apart; losses that differ by less than one part in 2^52 then count as equal.
/// </remarks>
internal readonly struct MassScale(double beta)
{
    // The largest |E|; far above 2^60, and far enough below the largest double that differences stay finite.
    private const double LargestExponent = 1e300;
    private const double LargestExactProduct = 1L << 60;

    // Finite, as infinity * 0 is not a number.
    private readonly double _exponentPerLoss = Math.Min(beta * Exponential.Log2E, double.MaxValue);

    /// <summary>The inverse temperature.</summary>
    public double Beta => beta;

    /// <summary>E for each loss: never smaller for a larger loss.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<double> ExponentOf(Vector512<double> losses) => Vector512.MinNative(
        Vector512.MaxNative(Vector512.Round(losses * _exponentPerLoss), Vector512.Create(-LargestExponent)), Vector512.Create(LargestExponent));

    /// <summary>E for a finite loss.</summary>
    public double ExponentOf(double loss) => double.MinNative(double.MaxNative(Math.Round(loss * _exponentPerLoss), -LargestExponent), LargestExponent);

    /// <summary>r = beta * loss - E ln 2 for a finite loss.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double RemainderOf(double loss, double exponent)
    {
        var product = beta * loss;
        if (!(Math.Abs(product) <= LargestExactProduct))
        {
            return 0;
        }

        var productRest = Math.FusedMultiplyAdd(beta, loss, -product);
        var whole = exponent * Exponential.Ln2High;
        var wholeRest = Math.FusedMultiplyAdd(exponent, Exponential.Ln2High, -whole) + (exponent * Exponential.Ln2Low);
        return product - whole + (productRest - wholeRest);
    }

    /// <summary>exp(beta * loss) / 2^E for a finite loss.</summary>
    public double MantissaOf(double loss) => Exponential.Of(RemainderOf(loss, ExponentOf(loss)));
}
