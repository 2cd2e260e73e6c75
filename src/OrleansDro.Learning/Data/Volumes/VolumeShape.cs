namespace OrleansDro.Learning.Data.Volumes;

/// <summary>The extents of a volume in voxels, slowest dimension first, as the voxels lie in memory.</summary>
/// <param name="Depth">Voxels along z, the slowest dimension.</param>
/// <param name="Height">Voxels along y.</param>
/// <param name="Width">Voxels along x, the fastest dimension.</param>
public readonly record struct VolumeShape(int Depth, int Height, int Width)
{
    /// <summary>The number of voxels.</summary>
    /// <exception cref="OverflowException">More voxels than an array can index.</exception>
    public int Count => checked(Depth * Height * Width);

    /// <summary>Takes a shape from a list in the order depth, height, width.</summary>
    public static VolumeShape From(IReadOnlyList<int> extents) => new(extents[0], extents[1], extents[2]);

    /// <summary>The shape as a list in the order depth, height, width.</summary>
    public IReadOnlyList<int> ToList() => [Depth, Height, Width];

    /// <summary>The shape as text: depth x height x width.</summary>
    public override string ToString() => $"{Depth} x {Height} x {Width}";
}
