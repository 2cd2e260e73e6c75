using System.Runtime.InteropServices;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.AllReduce.Gradients;

namespace OrleansDro.Grains.Tests.AllReduce.Gradients;

public sealed class GradientEncodingTests
{
    private const int Count = 10_007; // no multiple of a vector's length

    [Theory]
    [InlineData(1f, 1f)]
    [InlineData(1.00390625f, 1f)] // halfway to 1.0078125: to the even one
    [InlineData(1.01171875f, 1.015625f)] // halfway from 1.0078125: to the even one
    [InlineData(1.0039065f, 1.0078125f)] // a bit more than halfway
    [InlineData(-1.0039065f, -1.0078125f)]
    [InlineData(float.MaxValue, float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity, float.NegativeInfinity)]
    [InlineData(float.NaN, float.NaN)]
    [InlineData(1e-45f, 0f)]
    public void Round_BFloat16_ToTheNearestTiesToEven(float value, float expected)
    {
        float[] values = [value];
        GradientEncoding.Round(values, GradientFormat.Bfloat16);
        Assert.Equal(expected, values[0]);
    }

    [Theory]
    [InlineData(GradientFormat.Float32)]
    [InlineData(GradientFormat.Bfloat16)]
    public void EncodeAndDecode_RoundedNumbers_AreTheSame(GradientFormat format)
    {
        var values = Numbers(1, format);
        var read = new float[Count];
        GradientEncoding.Decode(Encoded(values, format), format, read);
        Assert.Equal(Bits(values), Bits(read));
    }

    /// <summary>A sum must not depend on whether its parts were encoded.</summary>
    [Theory]
    [InlineData(GradientFormat.Float32)]
    [InlineData(GradientFormat.Bfloat16)]
    public void AddEncoded_AnyNumbers_SameBitsAsAdd(GradientFormat format)
    {
        var (left, right, sum) = (Numbers(1, format), Numbers(2, format), new float[Count]);
        GradientEncoding.Add(left, right, format, sum);
        var encoded = new byte[Count * GradientEncoding.SizeOf(format)];
        GradientEncoding.AddEncoded(Encoded(left, format), Encoded(right, format), format, encoded);
        Assert.Equal(Encoded(sum, format), encoded);
    }

    /// <summary>Any bits, also infinities, denormals and NaN.</summary>
    private static float[] Numbers(int seed, GradientFormat format)
    {
        var values = new float[Count];
        new Random(seed).NextBytes(MemoryMarshal.AsBytes(values.AsSpan(0, Count / 2)));
        var random = new Random(seed);
        for (var i = Count / 2; i < Count; i++)
        {
            values[i] = (float)((random.NextDouble() * 2) - 1);
        }

        GradientEncoding.Round(values, format);
        return values;
    }

    private static byte[] Encoded(float[] values, GradientFormat format)
    {
        var bytes = new byte[values.Length * GradientEncoding.SizeOf(format)];
        GradientEncoding.Encode(values, format, bytes);
        return bytes;
    }

    private static uint[] Bits(float[] values) => MemoryMarshal.Cast<float, uint>(values).ToArray();
}
