namespace OrleansDro.Learning.Data.Volumes;

/// <summary>The positions of a volume's voxels in the scanner's space.</summary>
/// <param name="Shape">The extents.</param>
/// <param name="ToMillimeters">Carries a voxel's index (x, y, z) to its center in millimeters.</param>
/// <param name="IsOriented">False if the file contains only the spacing, so that origin and directions are unknown.</param>
public sealed record VolumeGrid(VolumeShape Shape, AffineTransform ToMillimeters, bool IsOriented = true)
{
    /// <summary>The distances of neighboring voxels.</summary>
    public VolumeSpacing Spacing { get; } = new(ToMillimeters.ColumnLength(2), ToMillimeters.ColumnLength(1), ToMillimeters.ColumnLength(0));
}
