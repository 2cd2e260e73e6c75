using System.Buffers.Binary;

namespace OrleansDro.Learning.Data.Nifti;

/// <summary>Takes numbers out of a header of either byte order.</summary>
internal sealed class HeaderFields(ReadOnlySpan<byte> header, bool isBigEndian)
{
    private readonly byte[] _header = header.ToArray();

    public bool IsBigEndian => isBigEndian;

    public int Length => _header.Length;

    public byte Byte(int offset) => _header[offset];

    public short Int16(int offset) =>
        isBigEndian ? BinaryPrimitives.ReadInt16BigEndian(_header.AsSpan(offset)) : BinaryPrimitives.ReadInt16LittleEndian(_header.AsSpan(offset));

    public int Int32(int offset) =>
        isBigEndian ? BinaryPrimitives.ReadInt32BigEndian(_header.AsSpan(offset)) : BinaryPrimitives.ReadInt32LittleEndian(_header.AsSpan(offset));

    public long Int64(int offset) =>
        isBigEndian ? BinaryPrimitives.ReadInt64BigEndian(_header.AsSpan(offset)) : BinaryPrimitives.ReadInt64LittleEndian(_header.AsSpan(offset));

    public double Single(int offset) =>
        isBigEndian ? BinaryPrimitives.ReadSingleBigEndian(_header.AsSpan(offset)) : BinaryPrimitives.ReadSingleLittleEndian(_header.AsSpan(offset));

    public double Double(int offset) =>
        isBigEndian ? BinaryPrimitives.ReadDoubleBigEndian(_header.AsSpan(offset)) : BinaryPrimitives.ReadDoubleLittleEndian(_header.AsSpan(offset));
}
