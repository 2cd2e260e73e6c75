using OrleansDro.Learning.Data.Volumes;

namespace OrleansDro.Learning.Data.Augmentation;

/// <summary>Takes the voxels of a patch out of a volume.</summary>
internal static class PatchSampler
{
    /// <summary>Copies voxels one to one, optionally mirrored.</summary>
    public static void Copy(PreparedVolume volume, PatchLocation location, VolumeShape patch, Flips flips, Span<float> input, Span<int> target)
    {
        var shape = volume.Shape;
        input.Clear();
        target.Clear();

        // The part of a row that lies within the volume, in patch coordinates before mirroring.
        var firstX = Math.Max(0, -location.Width);
        var length = Math.Min(patch.Width, shape.Width - location.Width) - firstX;
        for (var z = 0; z < patch.Depth; z++)
        {
            var sourceZ = location.Depth + (flips.Depth ? patch.Depth - 1 - z : z);
            for (var y = 0; y < patch.Height; y++)
            {
                var sourceY = location.Height + (flips.Height ? patch.Height - 1 - y : y);
                if ((uint)sourceZ >= (uint)shape.Depth || (uint)sourceY >= (uint)shape.Height || length <= 0)
                {
                    continue;
                }

                var from = (((sourceZ * shape.Height) + sourceY) * shape.Width) + location.Width + firstX;
                var to = (((z * patch.Height) + y) * patch.Width) + (flips.Width ? patch.Width - firstX - length : firstX);
                for (var channel = 0; channel < volume.Channels; channel++)
                {
                    var row = input.Slice((channel * patch.Count) + to, length);
                    volume.Image.Slice((channel * shape.Count) + from, length).CopyTo(row);
                    if (flips.Width)
                    {
                        row.Reverse();
                    }
                }

                var labels = volume.Labels.Slice(from, length);
                for (var x = 0; x < length; x++)
                {
                    target[to + x] = labels[flips.Width ? length - 1 - x : x];
                }
            }
        }
    }

    /// <summary>Samples the volume where a deformation carries each voxel of the patch.</summary>
    public static void Deform(
        PreparedVolume volume, PatchLocation location, VolumeShape patch, SpatialDeformation deformation, Span<float> input, Span<int> target)
    {
        var shape = volume.Shape;
        var matrix = deformation.Matrix;
        var (centerX, centerY, centerZ) = ((patch.Width - 1) / 2.0, (patch.Height - 1) / 2.0, (patch.Depth - 1) / 2.0);
        float stepX = (float)matrix[0, 0], stepY = (float)matrix[1, 0], stepZ = (float)matrix[2, 0];
        Span<float> displacements = new float[3 * patch.Width];
        var alongX = displacements[..patch.Width];
        var alongY = displacements.Slice(patch.Width, patch.Width);
        var alongZ = displacements[(2 * patch.Width)..];
        var voxel = 0;
        for (var z = 0; z < patch.Depth; z++)
        {
            for (var y = 0; y < patch.Height; y++)
            {
                var (rowX, rowY, rowZ) = matrix.Apply(-centerX, y - centerY, z - centerZ);
                var startX = (float)(rowX + location.Width + centerX);
                var startY = (float)(rowY + location.Height + centerY);
                var startZ = (float)(rowZ + location.Depth + centerZ);
                deformation.Elastic?.Row(z, y, alongX, alongY, alongZ);
                for (var x = 0; x < patch.Width; x++, voxel++)
                {
                    var sourceX = startX + (x * stepX) + alongX[x];
                    var sourceY = startY + (x * stepY) + alongY[x];
                    var sourceZ = startZ + (x * stepZ) + alongZ[x];
                    target[voxel] = Nearest(volume.Labels, shape, sourceX, sourceY, sourceZ);
                    Interpolate(volume, shape, sourceX, sourceY, sourceZ, input, voxel, patch.Count);
                }
            }
        }
    }

    private static int Nearest(ReadOnlySpan<byte> labels, VolumeShape shape, float x, float y, float z)
    {
        var (column, row, plane) = ((int)MathF.Floor(x + 0.5f), (int)MathF.Floor(y + 0.5f), (int)MathF.Floor(z + 0.5f));
        return (uint)column < (uint)shape.Width && (uint)row < (uint)shape.Height && (uint)plane < (uint)shape.Depth
            ? labels[(((plane * shape.Height) + row) * shape.Width) + column]
            : 0;
    }

    private static void Interpolate(PreparedVolume volume, VolumeShape shape, float x, float y, float z, Span<float> input, int voxel, int channelStride)
    {
        var (floorX, floorY, floorZ) = (MathF.Floor(x), MathF.Floor(y), MathF.Floor(z));
        var (column, row, plane) = ((int)floorX, (int)floorY, (int)floorZ);
        var (weightX, weightY, weightZ) = (x - floorX, y - floorY, z - floorZ);
        var slice = shape.Height * shape.Width;
        var corner = (plane * slice) + (row * shape.Width) + column;
        var isInside = (uint)column < (uint)(shape.Width - 1) && (uint)row < (uint)(shape.Height - 1) && (uint)plane < (uint)(shape.Depth - 1);
        for (var channel = 0; channel < volume.Channels; channel++)
        {
            var image = volume.Image.Slice(channel * shape.Count, shape.Count);
            input[(channel * channelStride) + voxel] = isInside
                ? Mix(
                    Mix(Mix(image[corner], image[corner + 1], weightX), Mix(image[corner + shape.Width], image[corner + shape.Width + 1], weightX), weightY),
                    Mix(
                        Mix(image[corner + slice], image[corner + slice + 1], weightX),
                        Mix(image[corner + slice + shape.Width], image[corner + slice + shape.Width + 1], weightX),
                        weightY),
                    weightZ)
                : InterpolateAtBorder(image, shape, column, row, plane, weightX, weightY, weightZ);
        }
    }

    private static float InterpolateAtBorder(
        ReadOnlySpan<float> image, VolumeShape shape, int column, int row, int plane, float weightX, float weightY, float weightZ)
    {
        float sum = 0;
        for (var corner = 0; corner < 8; corner++)
        {
            var (right, down, behind) = (corner & 1, corner >> 1 & 1, corner >> 2);
            var (x, y, z) = (column + right, row + down, plane + behind);
            if ((uint)x < (uint)shape.Width && (uint)y < (uint)shape.Height && (uint)z < (uint)shape.Depth)
            {
                sum += image[(((z * shape.Height) + y) * shape.Width) + x]
                    * (right == 1 ? weightX : 1 - weightX) * (down == 1 ? weightY : 1 - weightY) * (behind == 1 ? weightZ : 1 - weightZ);
            }
        }

        return sum;
    }

    private static float Mix(float first, float second, float weight) => first + (weight * (second - first));
}
