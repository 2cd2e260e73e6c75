using System.Buffers.Binary;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Data.Idx;

/// <summary>
/// Reads IDX files, the format of MNIST: two zero bytes, a type, the number of dimensions, each extent as a big-endian 32-bit
/// number, then the values. They may be compressed with gzip.
/// </summary>
public static class IdxReader
{
    private const byte UnsignedByte = 0x08;
    private const int FirstAllocation = 1 << 24;

    /// <summary>Reads a file of unsigned bytes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="dimensions">The number of dimensions that it must have.</param>
    /// <exception cref="InvalidInputException">The file is missing, truncated, longer than it says, not IDX, or of another type or number of dimensions.</exception>
    public static IdxArray Read(string path, int dimensions)
    {
        using var stream = CompressedFile.Open(path, out var largestLength);
        Span<byte> start = stackalloc byte[4];
        CompressedFile.ReadExactly(stream, start, path);
        if (start is not [0, 0, UnsignedByte, var count] || count != dimensions)
        {
            throw new InvalidInputException(
                $"{path} is not an IDX file of unsigned bytes with {dimensions} dimensions: it starts with {Convert.ToHexString(start)}, not 000008{dimensions:X2}.");
        }

        Span<byte> extents = stackalloc byte[sizeof(int) * dimensions];
        CompressedFile.ReadExactly(stream, extents, path);
        var shape = new int[dimensions];
        long length = 1;
        for (var i = 0; i < dimensions; i++)
        {
            shape[i] = BinaryPrimitives.ReadInt32BigEndian(extents[(sizeof(int) * i)..]);
            length = shape[i] < 1 || length > largestLength ? long.MaxValue : length * shape[i];
        }

        if (length > Math.Min(largestLength, Array.MaxLength))
        {
            throw new InvalidInputException($"{path} announces {string.Join(" x ", shape)} values, more than the file can contain; it is damaged or truncated.");
        }

        return new IdxArray(shape, ReadValues(stream, (int)length, path));
    }

    private static byte[] ReadValues(Stream stream, int length, string path)
    {
        // The length of a compressed file is known only after it was read: the buffer grows with the bytes that were read.
        var values = new byte[Math.Min(length, FirstAllocation)];
        for (var done = 0; ;)
        {
            CompressedFile.ReadExactly(stream, values.AsSpan(done), path);
            done = values.Length;
            if (done == length)
            {
                break;
            }

            Array.Resize(ref values, (int)Math.Min(length, 2L * done));
        }

        return CompressedFile.ReadUpTo(stream, stackalloc byte[1], path) == 0
            ? values
            : throw new InvalidInputException($"{path} is longer than its header says; the file is damaged.");
    }
}
