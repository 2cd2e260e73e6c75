using OrleansDro.Learning.Data.Volumes;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Data.Nifti;

/// <summary>
/// Reads NIfTI-1 and NIfTI-2 volumes of real numbers: <c>.nii</c>, <c>.nii.gz</c> and pairs of <c>.hdr</c> and <c>.img</c> (each may be
/// compressed), both byte orders, 1 to 3 dimensions and channels as a 4th. The file's order, x fastest, is the order of <see cref="VolumeShape"/>,
/// so that nothing is transposed. The voxels are scaled by scl_slope and scl_inter; lengths are converted to millimeters.
/// </summary>
public static class NiftiReader
{
    private const double LabelTolerance = 1e-4; // scaled labels carry the rounding of the scale

    /// <summary>Reads an image.</summary>
    /// <param name="path">The file; of a pair, either.</param>
    /// <exception cref="InvalidInputException">
    /// The file is missing, truncated, damaged, of an unsupported type, or contains NaN, infinity or a number beyond single precision.
    /// </exception>
    public static Volume ReadImage(string path)
    {
        using var voxels = Open(path);
        var values = voxels.ReadAll((value, position) => float.IsFinite((float)value)
            ? (float)value
            : throw new InvalidInputException(
                $"{path}: {voxels.Place(position)} is {value}; an image must contain finite numbers of single precision. Replace such voxels, or leave the case out."));
        return new Volume(values, voxels.Header.Channels, voxels.Header.Grid);
    }

    /// <summary>Reads labels, stored as any type.</summary>
    /// <param name="path">The file; of a pair, either.</param>
    /// <param name="declared">The labels that may occur; null for any.</param>
    /// <exception cref="InvalidInputException">
    /// As for an image; or the file has several channels, or a value is not a whole number, does not fit an int, or is not declared.
    /// </exception>
    public static LabelVolume ReadLabels(string path, IReadOnlySet<int>? declared = null)
    {
        using var voxels = Open(path);
        if (voxels.Header.Channels > 1)
        {
            throw new InvalidInputException($"{path}: field dim[4] is {voxels.Header.Channels}; a label file must have 3 dimensions, one label for each voxel.");
        }

        var last = int.MinValue; // neighbors are mostly equal: the set is searched only when the label changes
        var values = voxels.ReadAll((value, position) =>
        {
            var label = Math.Round(value);
            if (!(Math.Abs(value - label) <= LabelTolerance) || label is <= int.MinValue or > int.MaxValue)
            {
                throw new InvalidInputException($"{path}: {voxels.Place(position)} is {value}, which is not a label: labels are whole numbers. Is this an image or a probability map?");
            }

            if ((int)label != last && declared?.Contains((int)label) == false)
            {
                throw new InvalidInputException(
                    $"{path}: {voxels.Place(position)} has the label {label}, but the declared labels are {string.Join(", ", declared.Order())}; declare it or correct the file.");
            }

            return last = (int)label;
        });
        return new LabelVolume(values, voxels.Header.Grid);
    }

    private static NiftiVoxels Open(string path)
    {
        var headerPath = Member(path, ".hdr");
        var stream = CompressedFile.Open(headerPath, out var largestLength);
        try
        {
            var header = ReadHeader(stream, headerPath, out var position);
            var dataPath = headerPath;
            if (header.IsPair)
            {
                stream.Dispose();
                dataPath = Member(path, ".img");
                if (dataPath == headerPath)
                {
                    throw new InvalidInputException($"{path}: field magic announces a .img file beside a .hdr file; the file is damaged or has the wrong name.");
                }

                stream = CompressedFile.Open(dataPath, out largestLength);
                position = 0;
            }

            var needed = header.VoxelOffset + ((long)header.ValueCount * header.BytesPerVoxel);
            if (needed > largestLength)
            {
                throw new InvalidInputException(
                    $"{dataPath} is truncated: its header announces {header.Channels} x {header.Grid.Shape} voxels, which take {needed} bytes, more than the file can contain; copy or download it again.");
            }

            Skip(stream, header.VoxelOffset - position, dataPath);
            return new NiftiVoxels(stream, header, dataPath);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static NiftiHeader ReadHeader(Stream stream, string path, out int length)
    {
        Span<byte> bytes = stackalloc byte[NiftiHeader.Size2];
        CompressedFile.ReadExactly(stream, bytes[..sizeof(int)], path);
        length = NiftiHeader.SizeOf(bytes);
        if (length == 0)
        {
            throw new InvalidInputException($"{path}: field sizeof_hdr is neither {NiftiHeader.Size1} nor {NiftiHeader.Size2}; this is not a NIfTI file, or it is damaged.");
        }

        CompressedFile.ReadExactly(stream, bytes[sizeof(int)..length], path);
        return NiftiHeader.Parse(bytes[..length], path);
    }

    private static void Skip(Stream stream, long count, string path)
    {
        var bytes = new byte[Math.Min(count, 1 << 16)];
        for (; count > 0; count -= bytes.Length)
        {
            CompressedFile.ReadExactly(stream, bytes.AsSpan(0, (int)Math.Min(count, bytes.Length)), path);
        }
    }

    // The file of a pair that ends in .hdr or .img, compressed like the given one or not; a file that is not one of a pair is used alone.
    private static string Member(string path, string ending)
    {
        var compression = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[^3..] : "";
        var plain = path[..^compression.Length];
        if (!plain.EndsWith(".hdr", StringComparison.OrdinalIgnoreCase) && !plain.EndsWith(".img", StringComparison.OrdinalIgnoreCase))
        {
            return path;
        }

        var stem = plain[..^4];
        string[] candidates = [stem + ending + compression, stem + ending, stem + ending + ".gz"];
        return candidates.FirstOrDefault(File.Exists) ?? candidates[0];
    }
}
