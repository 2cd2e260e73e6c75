using System.IO.Compression;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Data;

/// <summary>Opens files that may be compressed with gzip; their first two bytes decide, not their name.</summary>
internal static class CompressedFile
{
    // Deflate encodes at most 258 bytes in 2 bits, which makes 1032 to 1.
    private const long LargestRatio = 1032;

    /// <summary>Opens a file for reading, and returns the largest number of bytes that it can contain when decompressed.</summary>
    /// <exception cref="InvalidInputException">The file is missing or may not be read.</exception>
    public static Stream Open(string path, out long largestLength)
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
            var isCompressed = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
            file.Position = 0;
            largestLength = isCompressed ? file.Length * LargestRatio : file.Length;
            return isCompressed ? new GZipStream(file, CompressionMode.Decompress) : file;
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidInputException($"{path} does not exist; check the path, or the list that names it.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw new InvalidInputException($"{path} cannot be opened: {failure.Message}", failure);
        }
    }

    /// <summary>Reads exactly the requested number of bytes.</summary>
    /// <exception cref="InvalidInputException">The file ends before, or its compressed data are damaged.</exception>
    public static void ReadExactly(Stream stream, Span<byte> bytes, string path)
    {
        if (ReadUpTo(stream, bytes, path) < bytes.Length)
        {
            throw new InvalidInputException($"{path} is truncated: it ends before the data that its header announces; copy or download it again.");
        }
    }

    /// <summary>Reads until the end of the file, but at most the requested number of bytes.</summary>
    /// <exception cref="InvalidInputException">The compressed data are damaged, or the file cannot be read.</exception>
    public static int ReadUpTo(Stream stream, Span<byte> bytes, string path)
    {
        try
        {
            return stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException)
        {
            throw new InvalidInputException($"{path} is damaged: {failure.Message} Copy or download it again.", failure);
        }
    }
}
