namespace OrleansDro.Learning.Data.Volumes;

/// <summary>A normalized image and its labels on the network's grid, ready to cut patches from. It is immutable.</summary>
public sealed class PreparedVolume
{
    private readonly float[] _image;
    private readonly byte[] _labels;
    private readonly int[] _foreground;

    /// <summary>Wraps an image and its labels; the arrays are not copied.</summary>
    /// <param name="image">Channels x shape, channel slowest, normalized.</param>
    /// <param name="channels">The number of channels.</param>
    /// <param name="labels">One class index for each voxel.</param>
    /// <param name="shape">The extents.</param>
    /// <param name="spacing">The spacing on the network's grid.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public PreparedVolume(float[] image, int channels, byte[] labels, VolumeShape shape, VolumeSpacing spacing)
    {
        if (labels.Length != shape.Count || image.Length != (long)channels * shape.Count)
        {
            throw new ArgumentException($"{image.Length} values and {labels.Length} labels for {channels} channels of {shape} voxels.");
        }

        (_image, _labels, Channels, Shape, Spacing) = (image, labels, channels, shape, spacing);
        _foreground = new int[labels.Length - labels.AsSpan().Count((byte)0)];
        var found = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] != 0)
            {
                _foreground[found++] = i;
            }
        }
    }

    /// <summary>Channels x shape, channel slowest.</summary>
    public ReadOnlySpan<float> Image => _image;

    /// <summary>One class index for each voxel; 0 is the background.</summary>
    public ReadOnlySpan<byte> Labels => _labels;

    /// <summary>The positions of all voxels that are not background.</summary>
    public ReadOnlySpan<int> Foreground => _foreground;

    /// <summary>The number of channels.</summary>
    public int Channels { get; }

    /// <summary>The extents.</summary>
    public VolumeShape Shape { get; }

    /// <summary>The spacing on the network's grid.</summary>
    public VolumeSpacing Spacing { get; }

    /// <summary>The labels as they were annotated if the network's grid is another one; else null.</summary>
    public ReferenceLabels? Reference { get; init; }

    /// <summary>The size of the volume in memory, in bytes.</summary>
    public long SizeInBytes => (sizeof(float) * (long)_image.Length) + _labels.Length + (sizeof(int) * (long)_foreground.Length) + (Reference?.Labels.Length ?? 0);
}
