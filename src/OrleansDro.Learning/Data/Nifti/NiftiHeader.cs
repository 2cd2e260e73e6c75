using System.Buffers.Binary;
using OrleansDro.Learning.Data.Volumes;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Data.Nifti;

/// <summary>The checked fields of a NIfTI-1 or NIfTI-2 header that describe the voxels.</summary>
/// <remarks>
/// Offsets of the fields: nifti1.h (R. Cox et al., 2003; 348 bytes) and nifti2.h (2011; 540 bytes). Of the three ways to place voxels in space
/// the sform is used if its code is above 0, else the qform if its code is above 0; else only the spacing is known.
/// </remarks>
internal sealed class NiftiHeader
{
    public const int Size1 = 348, Size2 = 540;
    private const int ExtensionFlag = 4; // bytes after the header that show whether extensions follow
    private const int MaximumDimensions = 7;
    private static readonly Dictionary<int, string> RefusedTypes = new()
    {
        [1] = "single bits",
        [32] = "complex numbers",
        [128] = "RGB colors",
        [1536] = "128-bit floats",
        [1792] = "complex numbers",
        [2048] = "complex numbers",
        [2304] = "RGBA colors",
    };

    private NiftiHeader()
    {
    }

    public required bool IsBigEndian { get; init; }

    public required bool IsPair { get; init; }

    public required NiftiDataType DataType { get; init; }

    public required long VoxelOffset { get; init; }

    public required double Slope { get; init; }

    public required double Intercept { get; init; }

    public required int Channels { get; init; }

    public required VolumeGrid Grid { get; init; }

    public int BytesPerVoxel => DataType switch
    {
        NiftiDataType.UnsignedByte or NiftiDataType.SignedByte => 1,
        NiftiDataType.Short or NiftiDataType.UnsignedShort => 2,
        NiftiDataType.Integer or NiftiDataType.UnsignedInteger or NiftiDataType.Single => 4,
        _ => 8,
    };

    public int ValueCount => Channels * Grid.Shape.Count;

    /// <summary>The length of the whole header, from the first four bytes of the header; 0 if it is no NIfTI header.</summary>
    public static int SizeOf(ReadOnlySpan<byte> start)
    {
        var size = BinaryPrimitives.ReadInt32LittleEndian(start);
        return size is Size1 or Size2 ? size : BinaryPrimitives.ReverseEndianness(size) is Size1 or Size2 ? BinaryPrimitives.ReverseEndianness(size) : 0;
    }

    /// <summary>Reads a whole header.</summary>
    public static NiftiHeader Parse(ReadOnlySpan<byte> bytes, string path)
    {
        var isFirst = bytes.Length == Size1;
        var fields = new HeaderFields(bytes, isBigEndian: BinaryPrimitives.ReadInt32BigEndian(bytes) == bytes.Length);
        var isPair = isFirst ? IsPair1(bytes[344..348], path) : IsPair2(bytes[4..12], path);
        var dataType = (NiftiDataType)fields.Int16(isFirst ? 70 : 12);
        if (!Enum.IsDefined(dataType))
        {
            var kind = RefusedTypes.TryGetValue((int)dataType, out var name) ? $" ({name})" : "";
            throw new InvalidInputException($"{path}: field datatype is {(int)dataType}{kind}; save the volume as real numbers, such as 32-bit floats.");
        }

        var (shape, channels) = ReadShape(fields, isFirst, path);
        var (slope, intercept) = ReadScaling(fields, isFirst, path);
        return new NiftiHeader
        {
            IsBigEndian = fields.IsBigEndian,
            IsPair = isPair,
            DataType = dataType,
            VoxelOffset = ReadVoxelOffset(fields, isFirst, isPair, path),
            Slope = slope,
            Intercept = intercept,
            Channels = channels,
            Grid = ReadGrid(fields, isFirst, shape, path),
        };
    }

    private static bool IsPair1(ReadOnlySpan<byte> magic, string path)
    {
        if (!magic.SequenceEqual("n+1\0"u8) && !magic.SequenceEqual("ni1\0"u8))
        {
            throw new InvalidInputException($"{path}: field magic is neither 'n+1' nor 'ni1'; this is not NIfTI (perhaps Analyze 7.5): convert it to NIfTI.");
        }

        return magic[1] == (byte)'i';
    }

    private static bool IsPair2(ReadOnlySpan<byte> magic, string path)
    {
        if (!magic.SequenceEqual("n+2\0\r\n\x1a\n"u8) && !magic.SequenceEqual("ni2\0\r\n\x1a\n"u8))
        {
            throw new InvalidInputException(
                $"{path}: field magic is neither 'n+2' nor 'ni2' followed by its line ends; the file is not NIfTI-2, or was damaged by a transfer as text.");
        }

        return magic[1] == (byte)'i';
    }

    private static (VolumeShape Shape, int Channels) ReadShape(HeaderFields fields, bool isFirst, string path)
    {
        var dimensions = Dimension(0);
        if (dimensions is < 1 or > MaximumDimensions)
        {
            throw new InvalidInputException($"{path}: field dim[0] is {dimensions}, but a volume has 1 to {MaximumDimensions} dimensions; the file is damaged.");
        }

        Span<long> extents = [1, 1, 1, 1];
        long count = 1;
        for (var i = 1; i <= dimensions; i++)
        {
            var extent = Dimension(i);
            if (extent < 1)
            {
                throw new InvalidInputException($"{path}: field dim[{i}] is {extent}; it must be at least 1. The file is damaged.");
            }

            if (i > extents.Length && extent > 1)
            {
                throw new InvalidInputException($"{path}: field dim[{i}] is {extent}; only volumes of 3 dimensions and channels as a 4th are read: split the file.");
            }

            count = extent > Array.MaxLength / count ? long.MaxValue : count * extent;
            if (count > Array.MaxLength)
            {
                throw new InvalidInputException($"{path}: fields dim[1] to dim[{i}] make more than {Array.MaxLength} voxels; the file is damaged, or must be split.");
            }

            if (i <= extents.Length)
            {
                extents[i - 1] = extent;
            }
        }

        return (new VolumeShape((int)extents[2], (int)extents[1], (int)extents[0]), (int)extents[3]);

        long Dimension(int i) => isFirst ? fields.Int16(40 + (2 * i)) : fields.Int64(16 + (8 * i));
    }

    private static (double Slope, double Intercept) ReadScaling(HeaderFields fields, bool isFirst, string path)
    {
        var slope = isFirst ? fields.Single(112) : fields.Double(176);
        var intercept = isFirst ? fields.Single(116) : fields.Double(184);
        if (slope == 0 || double.IsNaN(slope))
        {
            return (1, 0); // in the standard this means that the voxels are not scaled
        }

        return double.IsFinite(slope) && double.IsFinite(intercept)
            ? (slope, intercept)
            : throw new InvalidInputException($"{path}: fields scl_slope and scl_inter are {slope} and {intercept}; both must be finite. Correct the header.");
    }

    private static long ReadVoxelOffset(HeaderFields fields, bool isFirst, bool isPair, string path)
    {
        var offset = isFirst ? fields.Single(108) : fields.Int64(168);
        var minimum = isPair ? 0 : fields.Length + ExtensionFlag;
        if (offset == 0)
        {
            return minimum; // some writers leave it out
        }

        return offset >= minimum && offset <= int.MaxValue && offset == Math.Floor(offset)
            ? (long)offset
            : throw new InvalidInputException($"{path}: field vox_offset is {offset}; it must be a whole number from {minimum}. The file is damaged.");
    }

    private static VolumeGrid ReadGrid(HeaderFields fields, bool isFirst, VolumeShape shape, string path)
    {
        int qformCode = isFirst ? fields.Int16(252) : fields.Int32(344), sformCode = isFirst ? fields.Int16(254) : fields.Int32(348);
        var millimeters = ((isFirst ? fields.Byte(123) : fields.Int32(500)) & 7) switch
        {
            1 => 1000, // meters
            3 => 0.001, // micrometers
            _ => 1.0,
        };
        var transform = sformCode > 0 ? Sform(fields, isFirst, millimeters)
            : qformCode > 0 ? Qform(fields, isFirst, millimeters)
            : AffineTransform.Scale(PixelSize(1), PixelSize(2), PixelSize(3));
        if (!transform.IsInvertible)
        {
            var field = sformCode > 0 ? "srow_x, srow_y, srow_z (sform_code" : "quatern_b, _c, _d and qoffset (qform_code";
            throw new InvalidInputException(
                $"{path}: fields {field} {(sformCode > 0 ? sformCode : qformCode)}) do not place the voxels in space; correct them, or set the code to 0 to have them ignored.");
        }

        return new VolumeGrid(shape, transform, IsOriented: sformCode > 0 || qformCode > 0);

        double PixelSize(int i) => ReadPixelSize(fields, isFirst, i) * millimeters;
    }

    private static double ReadPixelSize(HeaderFields fields, bool isFirst, int i)
    {
        var size = Math.Abs(isFirst ? fields.Single(76 + (4 * i)) : fields.Double(104 + (8 * i)));
        return size > 0 && double.IsFinite(size) ? size : 1; // unused dimensions are often left at 0
    }

    private static AffineTransform Sform(HeaderFields fields, bool isFirst, double millimeters)
    {
        Span<double> elements = stackalloc double[12];
        for (var i = 0; i < elements.Length; i++)
        {
            elements[i] = millimeters * (isFirst ? fields.Single(280 + (4 * i)) : fields.Double(400 + (8 * i)));
        }

        return new AffineTransform(elements);
    }

    // A unit quaternion (a, b, c, d) with a >= 0 left out, and pixdim[0] = -1 for a mirrored z axis.
    private static AffineTransform Qform(HeaderFields fields, bool isFirst, double millimeters)
    {
        double b = Quaternion(0), c = Quaternion(1), d = Quaternion(2);
        var squares = (b * b) + (c * c) + (d * d);
        if (squares > 1 - 1e-7)
        {
            // Half a turn, except for rounding; the standard's own library does the same.
            var length = Math.Sqrt(squares);
            (b, c, d, squares) = (b / length, c / length, d / length, 1);
        }

        var a = Math.Sqrt(1 - squares);
        var handedness = (isFirst ? fields.Single(76) : fields.Double(104)) < 0 ? -1 : 1;
        double x = ReadPixelSize(fields, isFirst, 1) * millimeters, y = ReadPixelSize(fields, isFirst, 2) * millimeters;
        var z = ReadPixelSize(fields, isFirst, 3) * millimeters * handedness;
        return new AffineTransform([
            ((a * a) + (b * b) - (c * c) - (d * d)) * x, 2 * ((b * c) - (a * d)) * y, 2 * ((b * d) + (a * c)) * z, Quaternion(3) * millimeters,
            2 * ((b * c) + (a * d)) * x, ((a * a) + (c * c) - (b * b) - (d * d)) * y, 2 * ((c * d) - (a * b)) * z, Quaternion(4) * millimeters,
            2 * ((b * d) - (a * c)) * x, 2 * ((c * d) + (a * b)) * y, ((a * a) + (d * d) - (b * b) - (c * c)) * z, Quaternion(5) * millimeters]);

        double Quaternion(int i) => isFirst ? fields.Single(256 + (4 * i)) : fields.Double(352 + (8 * i));
    }
}
