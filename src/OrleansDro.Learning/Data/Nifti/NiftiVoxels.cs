using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace OrleansDro.Learning.Data.Nifti;

/// <summary>The voxels of an open file in their order, scaled. Computes in double precision, as the scaled range may exceed that of single precision.</summary>
internal sealed class NiftiVoxels(Stream stream, NiftiHeader header, string path) : IDisposable
{
    private const int ChunkLength = 1 << 13;
    private const int FirstAllocation = 1 << 22;

    public NiftiHeader Header => header;

    /// <summary>Reads all voxels.</summary>
    /// <param name="convert">Makes a value of a scaled number and its position.</param>
    public T[] ReadAll<T>(Func<double, int, T> convert)
    {
        var count = header.ValueCount;
        // The length of a compressed file is known only after it was read: the buffer grows with the bytes that were read.
        var values = new T[Math.Min(count, FirstAllocation)];
        var bytes = new byte[ChunkLength * header.BytesPerVoxel];
        var numbers = new double[ChunkLength];
        for (var done = 0; done < count;)
        {
            var length = Math.Min(ChunkLength, count - done);
            var chunk = bytes.AsSpan(0, length * header.BytesPerVoxel);
            CompressedFile.ReadExactly(stream, chunk, path);
            Decode(chunk, numbers);
            if (done + length > values.Length)
            {
                Array.Resize(ref values, (int)Math.Min(count, 2L * values.Length));
            }

            for (var i = 0; i < length; i++, done++)
            {
                values[done] = convert((numbers[i] * header.Slope) + header.Intercept, done);
            }
        }

        // A compressed file's checksum is compared when its end is reached.
        CompressedFile.ReadUpTo(stream, bytes, path);
        return values;
    }

    /// <summary>Names a voxel by its index in the file.</summary>
    public string Place(int position)
    {
        var shape = header.Grid.Shape;
        var (x, y, z) = (position % shape.Width, position / shape.Width % shape.Height, position / shape.Width / shape.Height % shape.Depth);
        return $"voxel (x {x}, y {y}, z {z}{(header.Channels > 1 ? $", channel {position / shape.Count}" : "")})";
    }

    public void Dispose() => stream.Dispose();

    private void Decode(Span<byte> bytes, Span<double> numbers)
    {
        switch (header.DataType)
        {
            case NiftiDataType.UnsignedByte:
                Widen<byte>(bytes, numbers);
                break;
            case NiftiDataType.SignedByte:
                Widen<sbyte>(bytes, numbers);
                break;
            case NiftiDataType.Short:
                InMachineOrder<ushort>(bytes, BinaryPrimitives.ReverseEndianness);
                Widen<short>(bytes, numbers);
                break;
            case NiftiDataType.UnsignedShort:
                InMachineOrder<ushort>(bytes, BinaryPrimitives.ReverseEndianness);
                Widen<ushort>(bytes, numbers);
                break;
            case NiftiDataType.Integer:
                InMachineOrder<uint>(bytes, BinaryPrimitives.ReverseEndianness);
                Widen<int>(bytes, numbers);
                break;
            case NiftiDataType.UnsignedInteger:
                InMachineOrder<uint>(bytes, BinaryPrimitives.ReverseEndianness);
                Widen<uint>(bytes, numbers);
                break;
            case NiftiDataType.Single:
                InMachineOrder<uint>(bytes, BinaryPrimitives.ReverseEndianness);
                Widen<float>(bytes, numbers);
                break;
            case NiftiDataType.Long:
                InMachineOrder<ulong>(bytes, BinaryPrimitives.ReverseEndianness);
                Widen<long>(bytes, numbers);
                break;
            case NiftiDataType.UnsignedLong:
                InMachineOrder<ulong>(bytes, BinaryPrimitives.ReverseEndianness);
                Widen<ulong>(bytes, numbers);
                break;
            default:
                InMachineOrder<ulong>(bytes, BinaryPrimitives.ReverseEndianness);
                Widen<double>(bytes, numbers);
                break;
        }
    }

    private void InMachineOrder<T>(Span<byte> bytes, Func<T, T> reverse)
        where T : unmanaged
    {
        if (header.IsBigEndian == BitConverter.IsLittleEndian)
        {
            foreach (ref var value in MemoryMarshal.Cast<byte, T>(bytes))
            {
                value = reverse(value);
            }
        }
    }

    private static void Widen<T>(ReadOnlySpan<byte> bytes, Span<double> numbers)
        where T : unmanaged, INumberBase<T>
    {
        var values = MemoryMarshal.Cast<byte, T>(bytes);
        for (var i = 0; i < values.Length; i++)
        {
            numbers[i] = double.CreateTruncating(values[i]);
        }
    }
}
