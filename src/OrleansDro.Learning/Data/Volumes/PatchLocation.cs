using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Learning.Data.Volumes;

/// <summary>The first voxel of a patch in its volume; negative if the patch starts before the volume.</summary>
/// <param name="Depth">Along z.</param>
/// <param name="Height">Along y.</param>
/// <param name="Width">Along x.</param>
public readonly record struct PatchLocation(int Depth, int Height, int Width)
{
    /// <summary>
    /// Draws where to cut. A patch lies within the volume if it fits; if the volume is smaller, the volume lies within the patch.
    /// </summary>
    /// <param name="volume">The volume.</param>
    /// <param name="patch">The shape of the patch.</param>
    /// <param name="foregroundOversampling">
    /// The probability, 0 to 1, that the patch is centered on a random foreground voxel (then shifted into the volume); else all places are equally likely.
    /// </param>
    /// <param name="random">Random numbers that belong to this draw.</param>
    public static PatchLocation Draw(PreparedVolume volume, VolumeShape patch, double foregroundOversampling, CounterRandom random)
    {
        var (depth, height, width) = volume.Shape;
        // Both kinds of place take the same random numbers up to here.
        var onForeground = random.NextDouble() < foregroundOversampling && !volume.Foreground.IsEmpty;
        var place = new PatchLocation(Uniform(depth, patch.Depth, random), Uniform(height, patch.Height, random), Uniform(width, patch.Width, random));
        if (!onForeground)
        {
            return place;
        }

        var voxel = volume.Foreground[random.NextInt32(volume.Foreground.Length)];
        return new PatchLocation(
            Around(voxel / (height * width), depth, patch.Depth, place.Depth),
            Around(voxel / width % height, height, patch.Height, place.Height),
            Around(voxel % width, width, patch.Width, place.Width));
    }

    private static int Uniform(int extent, int patch, CounterRandom random)
    {
        var slack = extent - patch;
        return random.NextInt32(Math.Abs(slack) + 1) + Math.Min(0, slack);
    }

    private static int Around(int voxel, int extent, int patch, int otherwise) =>
        extent >= patch ? Math.Clamp(voxel - (patch / 2), 0, extent - patch) : otherwise;
}
