using System.Buffers.Binary;

namespace OrleansDro.Learning.Tests.Data.Nifti;

/// <summary>Builds NIfTI-1 files byte by byte, in either byte order, so that tests do not rest on the writer under test.</summary>
public sealed class NiftiBytes
{
    public const int VoxelOffset = 352;
    private readonly bool _isBigEndian;
    private readonly byte[] _bytes;

    public NiftiBytes(int[] dimensions, short dataType, byte[] voxels, bool isBigEndian = false)
    {
        _isBigEndian = isBigEndian;
        _bytes = new byte[VoxelOffset + voxels.Length];
        voxels.CopyTo(_bytes, VoxelOffset);
        PutInt(0, 348).PutShort(40, (short)dimensions.Length).PutShort(70, dataType).PutFloat(108, VoxelOffset);
        for (var i = 0; i < dimensions.Length; i++)
        {
            PutShort(42 + (2 * i), (short)dimensions[i]).PutFloat(80 + (4 * i), 1);
        }

        "n+1\0"u8.CopyTo(_bytes.AsSpan(344));
    }

    public byte[] ToArray() => [.. _bytes];

    public byte[] Header() => _bytes[..348];

    public NiftiBytes PutBytes(int offset, ReadOnlySpan<byte> text)
    {
        text.CopyTo(_bytes.AsSpan(offset));
        return this;
    }

    public NiftiBytes PutShort(int offset, short value)
    {
        BinaryPrimitives.WriteInt16LittleEndian(_bytes.AsSpan(offset), _isBigEndian ? BinaryPrimitives.ReverseEndianness(value) : value);
        return this;
    }

    public NiftiBytes PutInt(int offset, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(offset), _isBigEndian ? BinaryPrimitives.ReverseEndianness(value) : value);
        return this;
    }

    public NiftiBytes PutFloat(int offset, float value) => PutInt(offset, BitConverter.SingleToInt32Bits(value));

    /// <summary>Writes an sform with code 2, row after row.</summary>
    public NiftiBytes Sform(params float[] elements)
    {
        PutShort(254, 2);
        for (var i = 0; i < elements.Length; i++)
        {
            PutFloat(280 + (4 * i), elements[i]);
        }

        return this;
    }
}
