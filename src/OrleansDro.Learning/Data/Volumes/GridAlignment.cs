using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Data.Volumes;

/// <summary>
/// Brings voxels that were saved with their axes flipped or permuted into the order of a reference grid. Grids that differ only by rounding
/// are taken as equal; grids that differ by more than a flip or a permutation would need interpolation, which is not done without the user's consent.
/// </summary>
public static class GridAlignment
{
    /// <summary>The largest distance, in voxels, of two positions of the same voxel: headers round, and tools round again.</summary>
    public const double Tolerance = 0.1;

    /// <summary>Returns the voxels in the order of the reference grid: the same array if the order is the same already.</summary>
    /// <param name="values">One value for each voxel of <paramref name="grid"/>.</param>
    /// <param name="grid">The grid that the values are on.</param>
    /// <param name="reference">The grid that they are wanted on.</param>
    /// <param name="file">The file of the values, for messages.</param>
    /// <param name="referenceFile">The file of the reference grid, for messages.</param>
    /// <exception cref="InvalidInputException">The shapes differ, or the voxels of one grid are not those of the other.</exception>
    public static T[] Align<T>(T[] values, VolumeGrid grid, VolumeGrid reference, string file, string referenceFile)
    {
        ReadOnlySpan<int> extents = [grid.Shape.Width, grid.Shape.Height, grid.Shape.Depth];
        ReadOnlySpan<int> referenceExtents = [reference.Shape.Width, reference.Shape.Height, reference.Shape.Depth];
        if (!extents.ToArray().Order().SequenceEqual(referenceExtents.ToArray().Order()))
        {
            throw ShapeMismatch();
        }

        if (!grid.IsOriented || !reference.IsOriented)
        {
            return grid.Shape == reference.Shape ? values : throw ShapeMismatch();
        }

        var map = reference.ToMillimeters.Inverse().After(grid.ToMillimeters);
        Span<int> target = stackalloc int[3]; // the reference axis along which each axis runs
        Span<int> direction = stackalloc int[3];
        var seen = 0;
        for (var axis = 0; axis < 3; axis++)
        {
            for (var row = 1; row < 3; row++)
            {
                target[axis] = Math.Abs(map[row, axis]) > Math.Abs(map[target[axis], axis]) ? row : target[axis];
            }

            direction[axis] = Math.Sign(map[target[axis], axis]);
            seen |= 1 << target[axis];
        }

        for (var axis = 0; axis < 3; axis++)
        {
            if (seen == 0b111 && extents[axis] != referenceExtents[target[axis]])
            {
                throw ShapeMismatch();
            }
        }

        var offset = seen == 0b111 ? LargestOffset(map, extents, target, direction) : double.PositiveInfinity;
        if (!(offset <= Tolerance))
        {
            throw new InvalidInputException(
                $"{file} does not lie on the grid of {referenceFile}: both have {reference.Shape} voxels, but their affine transforms place them differently " +
                $"(up to {offset:0.##} voxels apart after the best flip); resample one onto the other, or correct the header that is wrong.");
        }

        return target is [0, 1, 2] && direction is [1, 1, 1] ? values : Reorder(values, extents, referenceExtents, target, direction);

        InvalidInputException ShapeMismatch() => new(
            $"{file} has {grid.Shape} voxels (depth x height x width), but {referenceFile} has {reference.Shape}; they must be on the same grid.");
    }

    // Both maps are affine, so that the largest difference is at a corner.
    private static double LargestOffset(AffineTransform map, ReadOnlySpan<int> extents, ReadOnlySpan<int> target, ReadOnlySpan<int> direction)
    {
        var largest = 0.0;
        Span<double> corner = stackalloc double[3];
        Span<double> exact = stackalloc double[3];
        for (var bits = 0; bits < 8; bits++)
        {
            for (var axis = 0; axis < 3; axis++)
            {
                corner[axis] = (bits >> axis & 1) * (extents[axis] - 1);
                exact[target[axis]] = direction[axis] > 0 ? corner[axis] : extents[axis] - 1 - corner[axis];
            }

            var (x, y, z) = map.Apply(corner[0], corner[1], corner[2]);
            largest = Math.Max(largest, Math.Max(Math.Abs(x - exact[0]), Math.Max(Math.Abs(y - exact[1]), Math.Abs(z - exact[2]))));
        }

        return largest;
    }

    private static T[] Reorder<T>(T[] values, ReadOnlySpan<int> extents, ReadOnlySpan<int> referenceExtents, ReadOnlySpan<int> target, ReadOnlySpan<int> direction)
    {
        ReadOnlySpan<int> referenceStrides = [1, referenceExtents[0], referenceExtents[0] * referenceExtents[1]];
        Span<int> strides = stackalloc int[3];
        var start = 0;
        for (var axis = 0; axis < 3; axis++)
        {
            strides[axis] = direction[axis] * referenceStrides[target[axis]];
            start += direction[axis] > 0 ? 0 : (extents[axis] - 1) * referenceStrides[target[axis]];
        }

        var reordered = new T[values.Length];
        var from = 0;
        for (var z = 0; z < extents[2]; z++)
        {
            for (var y = 0; y < extents[1]; y++)
            {
                var to = start + (z * strides[2]) + (y * strides[1]);
                for (var x = 0; x < extents[0]; x++, to += strides[0])
                {
                    reordered[to] = values[from++];
                }
            }
        }

        return reordered;
    }
}
