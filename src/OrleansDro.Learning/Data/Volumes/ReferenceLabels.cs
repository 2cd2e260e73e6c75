namespace OrleansDro.Learning.Data.Volumes;

/// <summary>Labels on the grid that they were annotated on.</summary>
/// <param name="Labels">One class index for each voxel.</param>
/// <param name="Shape">The extents.</param>
public sealed record ReferenceLabels(ReadOnlyMemory<byte> Labels, VolumeShape Shape);
