namespace OrleansDro.Learning.Data.Volumes;

/// <summary>A label for each voxel of a grid.</summary>
public sealed class LabelVolume
{
    private readonly int[] _values;

    /// <summary>Wraps the labels; the array is not copied.</summary>
    /// <param name="values">One label for each voxel, in the order of <see cref="VolumeShape"/>.</param>
    /// <param name="grid">The grid.</param>
    /// <exception cref="ArgumentException">The number of labels does not fit.</exception>
    public LabelVolume(int[] values, VolumeGrid grid)
    {
        if (values.Length != grid.Shape.Count)
        {
            throw new ArgumentException($"{values.Length} labels for {grid.Shape} voxels.", nameof(values));
        }

        (_values, Grid) = (values, grid);
    }

    /// <summary>One label for each voxel, in the order of <see cref="VolumeShape"/>.</summary>
    public Span<int> Values => _values;

    /// <summary>The grid.</summary>
    public VolumeGrid Grid { get; }
}
