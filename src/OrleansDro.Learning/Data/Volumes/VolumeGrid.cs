namespace OrleansDro.Learning.Data.Volumes;

/// <summary>Where the voxels of a volume lie in the scanner's space.</summary>
/// <param name="Shape">The extents.</param>
/// <param name="ToMillimetres">Carries a voxel's index (x, y, z) to its centre in millimetres.</param>
/// <param name="IsOriented">False where the file says nothing but the spacing, so that origin and directions mean nothing.</param>
public sealed record VolumeGrid(VolumeShape Shape, AffineTransform ToMillimetres, bool IsOriented = true)
{
    /// <summary>The distances of neighbouring voxels.</summary>
    public VolumeSpacing Spacing { get; } = new(ToMillimetres.ColumnLength(2), ToMillimetres.ColumnLength(1), ToMillimetres.ColumnLength(0));
}
