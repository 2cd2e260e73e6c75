using System.Runtime.Intrinsics;
using OrleansDro.Robustness.Numerics;

namespace OrleansDro.Robustness.Tests.Numerics;

public sealed class ExponentialTests
{
    /// <summary>Random arguments over all magnitudes, and those at and beside the borders at which the power of two changes.</summary>
    private static readonly double[] Arguments = MakeArguments();

    [Fact]
    public void Of_AnyArgument_IsWithinOneUnitInTheLastPlace()
        => Assert.All(Arguments, x => Assert.True(Precise.ErrorOfExp(x, Exponential.Of(x)) < 1, $"exp({x:R})"));

    [Fact]
    public void Of_NeighborsAtBordersOfTheReduction_NeverFalls()
    {
        for (var k = -1021; k < 432; k++)
        {
            var x = (k + 0.5) / Exponential.Log2E;
            for (var i = 0; i < 40; i++)
            {
                x = Math.BitDecrement(x);
            }

            for (var i = 0; i < 80; i++)
            {
                var next = Math.BitIncrement(x);
                Assert.True(Exponential.Of(x) <= Exponential.Of(next), $"exp({x:R}) is above exp({next:R}).");
                x = next;
            }
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(double.Epsilon, 1)]
    [InlineData(-708.0000000000001, 0)]
    [InlineData(-1e300, 0)]
    [InlineData(-double.MaxValue, 0)]
    [InlineData(double.NegativeInfinity, 0)]
    [InlineData(double.NaN, 0)]
    public void Of_SpecialArgument_IsDefined(double x, double expected) => Assert.Equal(expected, Exponential.Of(x));

    [Fact]
    public void Of_SmallestArgument_IsNormal() => Assert.InRange(Exponential.Of(-708), 3.3e-308, 3.4e-308);

    [Fact]
    public void Of_AnyArgument_HasTheBitsOfOneNumberAtATime()
    {
        // In plain numbers, each step of which the standard of floating-point numbers fixes: no unit of a processor may give others.
        foreach (var eight in Arguments.Chunk(8).Where(chunk => chunk.Length == 8))
        {
            var powers = Exponential.Of(Vector512.Create<double>(eight));
            for (var i = 0; i < 8; i++)
            {
                Assert.Equal(BitConverter.DoubleToInt64Bits(OneAtATime(eight[i])), BitConverter.DoubleToInt64Bits(powers[i]));
            }
        }
    }

    [Fact]
    public void PowerOfTwo_AnyExponent_IsExactOrZero()
    {
        for (var k = -1100; k <= 1023; k++)
        {
            Assert.Equal(k < -1022 ? 0 : Math.ScaleB(1, k), Exponential.PowerOfTwo((double)k));
        }

        for (var k = -1022; k <= 1022; k++)
        {
            Assert.Equal(Math.ScaleB(1, -k), Exponential.InverseOfPower(Vector512.Create(Math.ScaleB(1, k)))[7]);
        }

        Assert.Equal(0, Exponential.PowerOfTwo(-2e300));
        Assert.Equal(0, Exponential.PowerOfTwo(double.NaN));
    }

    private static double OneAtATime(double x)
    {
        var k = Math.Round(x * Exponential.Log2E, MidpointRounding.ToEven);
        var r = Math.FusedMultiplyAdd(-k, Exponential.Ln2High, x);
        r = Math.FusedMultiplyAdd(-k, Exponential.Ln2Low, r);
        var square = r * r;
        var even = Horner(square, [1.0 / 479001600, 1.0 / 3628800, 1.0 / 40320, 1.0 / 720, 1.0 / 24, 1.0 / 2]);
        var odd = Horner(square, [1.0 / 6227020800, 1.0 / 39916800, 1.0 / 362880, 1.0 / 5040, 1.0 / 120, 1.0 / 6]);
        return (1 + (r + Math.FusedMultiplyAdd(odd * square, r, even * square))) * Math.ScaleB(1, (int)k);
    }

    private static double Horner(double x, ReadOnlySpan<double> coefficients)
    {
        var sum = coefficients[0];
        foreach (var coefficient in coefficients[1..])
        {
            sum = Math.FusedMultiplyAdd(sum, x, coefficient);
        }

        return sum;
    }

    private static double[] MakeArguments()
    {
        var random = new Random(1);
        var arguments = new List<double>();
        for (var k = -1021; k < 432; k++)
        {
            var border = (k + 0.5) / Exponential.Log2E;
            arguments.AddRange([Math.BitDecrement(border), border, Math.BitIncrement(border), k / Exponential.Log2E]);
        }

        for (var i = 0; i < 20_000; i++)
        {
            arguments.Add(-708 + 1008 * random.NextDouble());
            arguments.Add((random.NextDouble() - 0.5) * Math.Pow(2, -random.Next(60)));
        }

        return [.. arguments];
    }
}
