using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Data.Volumes;

/// <summary>
/// Carries volumes between grids that cover the same space with different numbers of voxels. The outer faces of the two grids coincide,
/// so that voxel i of n lies at (i + 0.5) / n of the extent.
/// </summary>
public static class Resampling
{
    /// <summary>The shape that covers the same space with another spacing: the nearest whole number of voxels, at least 1.</summary>
    /// <exception cref="InvalidInputException">The result would have more voxels than fit into memory.</exception>
    public static VolumeShape ShapeFor(VolumeShape shape, VolumeSpacing from, VolumeSpacing to)
    {
        var depth = Extent(shape.Depth, from.Depth, to.Depth);
        var height = Extent(shape.Height, from.Height, to.Height);
        var width = Extent(shape.Width, from.Width, to.Width);
        return depth * height * width <= Array.MaxLength
            ? new VolumeShape((int)depth, (int)height, (int)width)
            : throw new InvalidInputException(
                $"a volume of {shape} voxels would become {depth:0} x {height:0} x {width:0} at the wanted spacing; choose a coarser spacing, in millimeters.");
    }

    /// <summary>Interpolates one channel trilinearly.</summary>
    /// <param name="source">One value for each voxel of <paramref name="from"/>.</param>
    /// <param name="from">The shape of the source.</param>
    /// <param name="to">The shape of the result.</param>
    public static float[] Linear(ReadOnlySpan<float> source, VolumeShape from, VolumeShape to)
    {
        var (planes, rows, columns) = (Neighbors(from.Depth, to.Depth), Neighbors(from.Height, to.Height), Neighbors(from.Width, to.Width));
        var result = new float[to.Count];
        var i = 0;
        foreach (var (z0, z1, wz) in planes)
        {
            foreach (var (y0, y1, wy) in rows)
            {
                var row00 = source.Slice(((z0 * from.Height) + y0) * from.Width, from.Width);
                var row01 = source.Slice(((z0 * from.Height) + y1) * from.Width, from.Width);
                var row10 = source.Slice(((z1 * from.Height) + y0) * from.Width, from.Width);
                var row11 = source.Slice(((z1 * from.Height) + y1) * from.Width, from.Width);
                foreach (var (x0, x1, wx) in columns)
                {
                    var front = Mix(Mix(row00[x0], row00[x1], wx), Mix(row01[x0], row01[x1], wx), wy);
                    var back = Mix(Mix(row10[x0], row10[x1], wx), Mix(row11[x0], row11[x1], wx), wy);
                    result[i++] = Mix(front, back, wz);
                }
            }
        }

        return result;
    }

    /// <summary>Takes for each voxel of the result the value of the source voxel that its center lies in.</summary>
    /// <param name="source">One value for each voxel of <paramref name="from"/>.</param>
    /// <param name="from">The shape of the source.</param>
    /// <param name="to">The shape of the result.</param>
    public static T[] Nearest<T>(ReadOnlySpan<T> source, VolumeShape from, VolumeShape to)
    {
        var result = new T[to.Count];
        var i = 0;
        for (var z = 0; z < to.Depth; z++)
        {
            for (var y = 0; y < to.Height; y++)
            {
                var row = source.Slice(((Containing(z, from.Depth, to.Depth) * from.Height) + Containing(y, from.Height, to.Height)) * from.Width, from.Width);
                for (var x = 0; x < to.Width; x++)
                {
                    result[i++] = row[Containing(x, from.Width, to.Width)];
                }
            }
        }

        return result;
    }

    private static double Extent(int count, double from, double to) => Math.Max(1, Math.Round(count * from / to));

    private static int Containing(int index, int from, int to) => (int)((((2L * index) + 1) * from) / (2L * to));

    private static float Mix(float first, float second, float weight) => first + (weight * (second - first));

    private static (int First, int Second, float Weight)[] Neighbors(int from, int to)
    {
        var neighbors = new (int, int, float)[to];
        for (var i = 0; i < to; i++)
        {
            var position = Math.Clamp(((i + 0.5) * from / to) - 0.5, 0, from - 1);
            var first = (int)position;
            neighbors[i] = (first, Math.Min(first + 1, from - 1), (float)(position - first));
        }

        return neighbors;
    }
}
