using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using OrleansDro.Abstractions.Specs;

namespace OrleansDro.Grains.AllReduce.Gradients;

/// <summary>How the values of gradients are encoded between silos: their sizes, their rounding, their sums.</summary>
internal static class GradientEncoding
{
    private const int MantissaBitsDropped = 16;
    private const uint QuietBit = 0x0040_0000;

    /// <summary>Bytes of an encoded value.</summary>
    public static int SizeOf(GradientFormat format) => format == GradientFormat.Bfloat16 ? sizeof(ushort) : sizeof(float);

    /// <summary>Rounds values in place to those that the format can represent.</summary>
    public static void Round(Span<float> values, GradientFormat format)
    {
        if (format == GradientFormat.Bfloat16)
        {
            var bits = MemoryMarshal.Cast<float, uint>(values);
            var vectors = MemoryMarshal.Cast<float, Vector<uint>>(values);
            foreach (ref var vector in vectors)
            {
                vector = RoundedBits(vector) & new Vector<uint>(0xFFFF_0000);
            }

            for (var i = vectors.Length * Vector<uint>.Count; i < bits.Length; i++)
            {
                bits[i] = RoundedBits(bits[i]);
            }
        }
    }

    /// <summary>Encodes values that the format can represent.</summary>
    public static void Encode(ReadOnlySpan<float> values, GradientFormat format, Span<byte> destination)
    {
        if (format == GradientFormat.Float32)
        {
            MemoryMarshal.AsBytes(values).CopyTo(destination);
            return;
        }

        var bits = MemoryMarshal.Cast<float, uint>(values);
        var halves = MemoryMarshal.Cast<byte, ushort>(destination);
        for (var i = 0; i < bits.Length; i++)
        {
            halves[i] = (ushort)(bits[i] >> MantissaBitsDropped);
        }
    }

    /// <summary>Decodes values.</summary>
    public static void Decode(ReadOnlySpan<byte> source, GradientFormat format, Span<float> destination)
    {
        if (format == GradientFormat.Float32)
        {
            MemoryMarshal.Cast<byte, float>(source).CopyTo(destination);
            return;
        }

        var halves = MemoryMarshal.Cast<byte, ushort>(source);
        var bits = MemoryMarshal.Cast<float, uint>(destination);
        for (var i = 0; i < bits.Length; i++)
        {
            bits[i] = (uint)halves[i] << MantissaBitsDropped;
        }
    }

    /// <summary>Adds values, and rounds the sums.</summary>
    public static void Add(ReadOnlySpan<float> left, ReadOnlySpan<float> right, GradientFormat format, Span<float> sum)
    {
        if (format == GradientFormat.Float32)
        {
            TensorPrimitives.Add(left, right, sum);
            return;
        }

        // In one pass: with a second pass for the rounding, the sums would leave the innermost cache in between.
        var leftVectors = MemoryMarshal.Cast<float, Vector<float>>(left);
        var rightVectors = MemoryMarshal.Cast<float, Vector<float>>(right);
        var sums = MemoryMarshal.Cast<float, Vector<uint>>(sum);
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] = RoundedBits(Vector.AsVectorUInt32(leftVectors[i] + rightVectors[i])) & new Vector<uint>(0xFFFF_0000);
        }

        for (var i = sums.Length * Vector<float>.Count; i < sum.Length; i++)
        {
            sum[i] = BitConverter.UInt32BitsToSingle(RoundedBits(BitConverter.SingleToUInt32Bits(left[i] + right[i])));
        }
    }

    /// <summary>Adds encoded values, and rounds the sums: the same bits as <see cref="Add"/>.</summary>
    public static void AddEncoded(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, GradientFormat format, Span<byte> sum)
    {
        if (format == GradientFormat.Float32)
        {
            TensorPrimitives.Add(MemoryMarshal.Cast<byte, float>(left), MemoryMarshal.Cast<byte, float>(right), MemoryMarshal.Cast<byte, float>(sum));
            return;
        }

        AddHalves(MemoryMarshal.Cast<byte, ushort>(left), MemoryMarshal.Cast<byte, ushort>(right), MemoryMarshal.Cast<byte, ushort>(sum));
    }

    private static void AddHalves(ReadOnlySpan<ushort> left, ReadOnlySpan<ushort> right, Span<ushort> sum)
    {
        var i = 0;
        for (; i <= sum.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            Vector.Widen(new Vector<ushort>(left[i..]), out var leftLow, out var leftHigh);
            Vector.Widen(new Vector<ushort>(right[i..]), out var rightLow, out var rightHigh);
            Vector.Narrow(AddHalves(leftLow, rightLow), AddHalves(leftHigh, rightHigh)).CopyTo(sum[i..]);
        }

        for (; i < sum.Length; i++)
        {
            var exact = BitConverter.UInt32BitsToSingle((uint)left[i] << MantissaBitsDropped) + BitConverter.UInt32BitsToSingle((uint)right[i] << MantissaBitsDropped);
            sum[i] = (ushort)(RoundedBits(BitConverter.SingleToUInt32Bits(exact)) >> MantissaBitsDropped);
        }
    }

    private static Vector<uint> AddHalves(Vector<uint> left, Vector<uint> right)
    {
        var sum = Vector.AsVectorSingle(left << MantissaBitsDropped) + Vector.AsVectorSingle(right << MantissaBitsDropped);
        return RoundedBits(Vector.AsVectorUInt32(sum)) >>> MantissaBitsDropped;
    }

    /// <summary>As for one value, except that the lower half of the bits is undefined.</summary>
    private static Vector<uint> RoundedBits(Vector<uint> bits)
    {
        var value = Vector.AsVectorSingle(bits);
        var rounded = bits + new Vector<uint>(0x7FFF) + ((bits >>> MantissaBitsDropped) & Vector<uint>.One);
        return Vector.ConditionalSelect(Vector.AsVectorUInt32(Vector.Equals(value, value)), rounded, bits | new Vector<uint>(QuietBit));
    }

    /// <summary>To the nearest value whose lower half of the bits is zero, ties to even. NaN stays NaN.</summary>
    private static uint RoundedBits(uint bits) => float.IsNaN(BitConverter.UInt32BitsToSingle(bits))
        ? (bits | QuietBit) & 0xFFFF_0000
        : (bits + 0x7FFF + ((bits >> MantissaBitsDropped) & 1)) & 0xFFFF_0000;
}
