using System.Buffers.Binary;
using System.IO.Compression;
using OrleansDro.Learning.Data.Volumes;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Data.Nifti;

/// <summary>Writes NIfTI-1 files, little-endian, with the grid as the sform; a name that ends in <c>.gz</c> is compressed.</summary>
public static class NiftiWriter
{
    private const int VoxelOffset = NiftiHeader.Size1 + 4;

    /// <summary>Writes an image as 32-bit floats.</summary>
    /// <param name="path">The file, <c>.nii</c> or <c>.nii.gz</c>; an existing one is replaced.</param>
    /// <param name="image">The image; channels become the 4th dimension.</param>
    /// <exception cref="InvalidInputException">An extent is beyond the limit of NIfTI-1, 32767, or the name has another ending.</exception>
    public static void WriteImage(string path, Volume image)
    {
        var bytes = new byte[image.Values.Length * sizeof(float)];
        for (var i = 0; i < image.Values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), image.Values[i]);
        }

        Write(path, image.Grid, image.Channels, NiftiDataType.Single, sizeof(float), bytes);
    }

    /// <summary>Writes labels as the smallest type that can represent them: unsigned with 8 bits, or signed with 16 or 32 bits.</summary>
    /// <param name="path">The file, <c>.nii</c> or <c>.nii.gz</c>; an existing one is replaced.</param>
    /// <param name="labels">The labels.</param>
    /// <exception cref="InvalidInputException">An extent is beyond the limit of NIfTI-1, 32767, or the name has another ending.</exception>
    public static void WriteLabels(string path, LabelVolume labels)
    {
        int minimum = 0, maximum = 0;
        foreach (var label in labels.Values)
        {
            (minimum, maximum) = (Math.Min(minimum, label), Math.Max(maximum, label));
        }

        var (type, size) = minimum >= 0 && maximum <= byte.MaxValue ? (NiftiDataType.UnsignedByte, 1)
            : minimum >= short.MinValue && maximum <= short.MaxValue ? (NiftiDataType.Short, 2)
            : (NiftiDataType.Integer, 4);
        var bytes = new byte[labels.Values.Length * size];
        Span<byte> whole = stackalloc byte[sizeof(int)];
        for (var i = 0; i < labels.Values.Length; i++)
        {
            // In little-endian order the first bytes of a number are the number in a smaller type.
            BinaryPrimitives.WriteInt32LittleEndian(whole, labels.Values[i]);
            whole[..size].CopyTo(bytes.AsSpan(i * size));
        }

        Write(path, labels.Grid, 1, type, size, bytes);
    }

    private static void Write(string path, VolumeGrid grid, int channels, NiftiDataType type, int bytesPerVoxel, byte[] voxels)
    {
        var isCompressed = path.EndsWith(".nii.gz", StringComparison.OrdinalIgnoreCase);
        if (!isCompressed && !path.EndsWith(".nii", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidInputException($"{path} must end in .nii or .nii.gz.");
        }

        var header = CreateHeader(path, grid, channels, type, bytesPerVoxel);
        using var file = File.Create(path);
        using Stream stream = isCompressed ? new GZipStream(file, CompressionLevel.Optimal) : file;
        stream.Write(header);
        stream.Write(voxels);
    }

    private static byte[] CreateHeader(string path, VolumeGrid grid, int channels, NiftiDataType type, int bytesPerVoxel)
    {
        var header = new byte[VoxelOffset];
        Int32(0, NiftiHeader.Size1);
        ReadOnlySpan<int> dimensions = [channels > 1 ? 4 : 3, grid.Shape.Width, grid.Shape.Height, grid.Shape.Depth, channels, 1, 1, 1];
        ReadOnlySpan<double> sizes = [1, grid.Spacing.Width, grid.Spacing.Height, grid.Spacing.Depth, 1, 1, 1, 1];
        for (var i = 0; i < dimensions.Length; i++)
        {
            Int16(40 + (2 * i), dimensions[i] <= short.MaxValue
                ? dimensions[i]
                : throw new InvalidInputException($"{path} cannot be written: NIfTI-1 allows extents up to {short.MaxValue}, but one is {dimensions[i]}."));
            Single(76 + (4 * i), sizes[i]);
        }

        Int16(70, (int)type);
        Int16(72, 8 * bytesPerVoxel);
        Single(108, VoxelOffset);
        Single(112, 1); // scl_slope
        header[123] = 2; // millimeters
        Int16(254, grid.IsOriented ? 2 : 0); // sform_code: aligned to something
        for (var i = 0; i < 12; i++)
        {
            Single(280 + (4 * i), grid.ToMillimeters[i / 4, i % 4]);
        }

        "n+1\0"u8.CopyTo(header.AsSpan(344));
        return header;

        void Int16(int offset, int value) => BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(offset), (short)value);
        void Int32(int offset, int value) => BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(offset), value);
        void Single(int offset, double value) => BinaryPrimitives.WriteSingleLittleEndian(header.AsSpan(offset), (float)value);
    }
}
