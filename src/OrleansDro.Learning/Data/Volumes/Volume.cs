namespace OrleansDro.Learning.Data.Volumes;

/// <summary>An image of one or more channels on a grid.</summary>
public sealed class Volume
{
    private readonly float[] _values;

    /// <summary>Wraps the values; the array is not copied.</summary>
    /// <param name="values">Channels x depth x height x width, channel slowest.</param>
    /// <param name="channels">The number of channels, at least 1.</param>
    /// <param name="grid">The grid of each channel.</param>
    /// <exception cref="ArgumentException">The number of values does not fit.</exception>
    public Volume(float[] values, int channels, VolumeGrid grid)
    {
        if (values.Length != (long)channels * grid.Shape.Count)
        {
            throw new ArgumentException($"{values.Length} values for {channels} channels of {grid.Shape} voxels.", nameof(values));
        }

        (_values, Channels, Grid) = (values, channels, grid);
    }

    /// <summary>Channels x depth x height x width, channel slowest.</summary>
    public Span<float> Values => _values;

    /// <summary>The number of channels.</summary>
    public int Channels { get; }

    /// <summary>The grid of each channel.</summary>
    public VolumeGrid Grid { get; }

    /// <summary>The voxels of one channel, in the order of <see cref="VolumeShape"/>.</summary>
    public Span<float> Channel(int index) => _values.AsSpan(index * Grid.Shape.Count, Grid.Shape.Count);
}
