using System.Numerics;

namespace OrleansDro.Robustness.Tests;

/// <summary>Exponentials, their sums and softmax in whole numbers of 256 bits and more: exact far beyond a double, whatever the scale.</summary>
internal static class Precise
{
    // Numbers are kept times 2^256.
    private const int Bits = 256;
    private const int FractionBits = 52;

    // Weights are kept times 2^1500; what is smaller than that is left out.
    private const int WeightBits = 1500;

    private static readonly BigInteger One = BigInteger.One << Bits;
    private static readonly BigInteger Ln2 = LogarithmOfTwo();

    /// <summary>How far a number is from e^x, in units in the last place of e^x.</summary>
    public static double ErrorOfExp(double x, double approximation)
    {
        var (mantissa, exponent) = Exp(Shift(Parts(x), Bits));
        var difference = Shift(Parts(approximation), Bits - exponent) - mantissa;
        return Math.Abs(ToDouble(difference, FractionBits - Bits));
    }

    /// <summary>The sum of exp(beta * loss), divided by 2^exponent.</summary>
    public static double ScaledSum(IEnumerable<double> losses, double beta, double exponent)
        => ToDouble(losses.Aggregate(BigInteger.Zero, (sum, loss) => sum + Weight(beta, loss, 0, exponent)), -WeightBits);

    /// <summary>softmax(beta * loss). Probabilities below 1e-400 are 0.</summary>
    public static double[] Softmax(IReadOnlyList<double> losses, double beta)
    {
        var largest = losses.Max();
        var weights = losses.Select(loss => Weight(beta, loss, largest, 0)).ToArray();
        var sum = weights.Aggregate(BigInteger.Add);
        return [.. weights.Select(weight => ToDouble((weight << WeightBits) / sum, -WeightBits))];
    }

    /// <summary>exp(beta * (loss - reference)) / 2^exponent, times 2^1500.</summary>
    private static BigInteger Weight(double beta, double loss, double reference, double exponent)
    {
        var (factor, factorExponent) = Parts(beta);
        var (mantissa, mantissaExponent) = Parts(loss);
        var (referenceMantissa, referenceExponent) = Parts(reference);
        var common = Math.Min(mantissaExponent, referenceExponent);
        var difference = (mantissa << (mantissaExponent - common)) - (referenceMantissa << (referenceExponent - common));
        var x = Shift((factor * difference, factorExponent + common), Bits) - ((BigInteger)exponent * Ln2);
        if (x < -WeightBits * One)
        {
            return BigInteger.Zero;
        }

        var (power, powerExponent) = Exp(x);
        return Shift((power, powerExponent - Bits), WeightBits);
    }

    /// <summary>e^(x / 2^256) as a number of 257 bits and a power of two.</summary>
    private static (BigInteger Mantissa, int Exponent) Exp(BigInteger x)
    {
        // e^r as the square of the square of ... of e^(r / 2^16), whose series is short.
        const int Squarings = 16;
        var exponent = BigInteger.Divide(x - (x.Sign < 0 ? Ln2 - 1 : 0), Ln2);
        var rest = (x - exponent * Ln2) >> Squarings;
        var (sum, term) = (One, One);
        for (var i = 1; !term.IsZero; i++)
        {
            term = ((term * rest) >> Bits) / i;
            sum += term;
        }

        for (var i = 0; i < Squarings; i++)
        {
            sum = (sum * sum) >> Bits;
        }

        return (sum, (int)exponent);
    }

    private static BigInteger LogarithmOfTwo()
    {
        // The sum of 1 / (k 2^k).
        var sum = BigInteger.Zero;
        for (var k = 1; k <= Bits; k++)
        {
            sum += (One >> k) / k;
        }

        return sum;
    }

    /// <summary>A double as a whole number times a power of two.</summary>
    private static (BigInteger Mantissa, int Exponent) Parts(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var field = (int)((bits >> FractionBits) & 0x7FF);
        var fraction = bits & ((1L << FractionBits) - 1);
        var mantissa = field == 0 ? fraction : fraction | (1L << FractionBits);
        return (bits < 0 ? -mantissa : mantissa, Math.Max(field, 1) - 1023 - FractionBits);
    }

    private static BigInteger Shift((BigInteger Mantissa, int Exponent) value, int bits)
        => value.Exponent + bits >= 0 ? value.Mantissa << (value.Exponent + bits) : value.Mantissa >> -(value.Exponent + bits);

    private static double ToDouble(BigInteger mantissa, int exponent)
    {
        // 60 bits are enough for a double that is at most a hair off the nearest one.
        var excess = Math.Max(0, (int)mantissa.GetBitLength() - 60);
        return Math.ScaleB((double)(mantissa >> excess), exponent + excess);
    }
}
