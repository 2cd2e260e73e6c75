namespace OrleansDro.Learning.Data.Volumes;

/// <summary>The distances of neighboring voxels in millimeters, slowest dimension first.</summary>
/// <param name="Depth">Along z.</param>
/// <param name="Height">Along y.</param>
/// <param name="Width">Along x.</param>
public readonly record struct VolumeSpacing(double Depth, double Height, double Width);
