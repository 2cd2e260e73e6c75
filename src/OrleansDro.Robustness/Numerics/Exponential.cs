using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OrleansDro.Robustness.Numerics;

/// <summary>
/// The exponential function with the same bits on every processor. The bits of <see cref="Math.Exp"/> are those of the C library at hand, and
/// draws that two machines must agree on cannot rest on them. Eight at a time, as that is how trees need them; narrower vector units take turns.
/// </summary>
/// <remarks>
/// x = k ln 2 + r with |r| at most ln(2) / 2, and e^r by its Taylor series to r^13, whose rest is below 1e-17. The terms are added from the smallest to the
/// largest, 1, so that the error stays below 1 unit in the last place.
/// </remarks>
internal static class Exponential
{
    /// <summary>log2(e).</summary>
    public const double Log2E = 1.4426950408889634;

    /// <summary>ln 2 to 106 bits, as the sum of two doubles.</summary>
    public const double Ln2High = 0.6931471805599453, Ln2Low = 2.3190468138462996e-17;

    // Adding it to a whole number k leaves k + 1023, the exponent field of 2^k, in the lowest bits.
    private const double ExponentField = (1L << 52) + 1023;
    private const int FractionBits = 52;

    // e^x is a normal number from here on.
    private const double SmallestArgument = -708, SmallestExponent = -1022;

    /// <summary>e^x for each x up to 700; 0 below -708, and if x is not a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> x)
    {
        var k = Vector512.Round(x * Log2E);
        var r = Vector512.FusedMultiplyAdd(-k, Vector512.Create(Ln2High), x);
        r = Vector512.FusedMultiplyAdd(-k, Vector512.Create(Ln2Low), r);

        // The even and the odd powers apart: two chains that the processor works on at once.
        var square = r * r;
        var even = Vector512.Create(1.0 / 479001600);
        even = Vector512.FusedMultiplyAdd(even, square, Vector512.Create(1.0 / 3628800));
        even = Vector512.FusedMultiplyAdd(even, square, Vector512.Create(1.0 / 40320));
        even = Vector512.FusedMultiplyAdd(even, square, Vector512.Create(1.0 / 720));
        even = Vector512.FusedMultiplyAdd(even, square, Vector512.Create(1.0 / 24));
        even = Vector512.FusedMultiplyAdd(even, square, Vector512.Create(1.0 / 2));
        var odd = Vector512.Create(1.0 / 6227020800);
        odd = Vector512.FusedMultiplyAdd(odd, square, Vector512.Create(1.0 / 39916800));
        odd = Vector512.FusedMultiplyAdd(odd, square, Vector512.Create(1.0 / 362880));
        odd = Vector512.FusedMultiplyAdd(odd, square, Vector512.Create(1.0 / 5040));
        odd = Vector512.FusedMultiplyAdd(odd, square, Vector512.Create(1.0 / 120));
        odd = Vector512.FusedMultiplyAdd(odd, square, Vector512.Create(1.0 / 6));
        var power = Vector512<double>.One + (r + Vector512.FusedMultiplyAdd(odd * square, r, even * square));
        return Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(x, Vector512.Create(SmallestArgument)), power * ScaleOf(k), Vector512<double>.Zero);
    }

    /// <summary>e^x for x up to 700; 0 below -708, and if x is not a number.</summary>
    public static double Of(double x) => Of(Vector512.Create(x)).ToScalar();

    /// <summary>2^k for each whole number k up to 1023; 0 below -1022, and if k is not a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> PowerOfTwo(Vector512<double> k)
        => Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(k, Vector512.Create(SmallestExponent)), ScaleOf(k), Vector512<double>.Zero);

    /// <summary>2^k for a whole number k up to 1023; 0 below -1022.</summary>
    public static double PowerOfTwo(double k) => PowerOfTwo(Vector512.Create(k)).ToScalar();

    /// <summary>2^-k for each 2^k with a whole number k from -1022 to 1022; without meaning for 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> InverseOfPower(Vector512<double> power) => (Vector512.Create(2046L << FractionBits) - power.AsInt64()).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> ScaleOf(Vector512<double> k) => ((k + Vector512.Create(ExponentField)).AsInt64() << FractionBits).AsDouble();
}
