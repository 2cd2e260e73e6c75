using OrleansDro.Learning.Data.Volumes;
using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Learning.Data.Augmentation;

/// <summary>A random map from the voxels of a patch, counted from its center, to voxels of the volume, counted from the same point.</summary>
/// <param name="Matrix">Flips, scales and rotates; row and column order x, y, z as everywhere in <see cref="AffineTransform"/>.</param>
/// <param name="Elastic">The displacement that is added, or null.</param>
internal sealed record SpatialDeformation(AffineTransform Matrix, ElasticField? Elastic)
{
    public static SpatialDeformation Draw(AugmentationOptions options, VolumeSpacing spacing, Flips flips, VolumeShape patch, CounterRandom random)
    {
        var isSlice = patch.Depth == 1;
        var factor = Ratio(options.Scaling, random);
        var aboutZ = Angle(options, random);
        var aboutY = isSlice ? 0 : Angle(options, random);
        var aboutX = isSlice ? 0 : Angle(options, random);

        // Rotations keep lengths in millimeters, not in voxels.
        var toMillimeters = AffineTransform.Scale(spacing.Width, spacing.Height, spacing.Depth);
        var flipAndScale = AffineTransform.Scale(
            flips.Width ? -factor : factor, flips.Height ? -factor : factor, (flips.Depth ? -1 : 1) * (isSlice ? 1 : factor));
        var rotation = RotationAboutZ(aboutZ).After(RotationAboutY(aboutY)).After(RotationAboutX(aboutX));
        var matrix = toMillimeters.Inverse().After(rotation).After(toMillimeters).After(flipAndScale);
        var elastic = options.ElasticDisplacement > 0
            ? new ElasticField(patch, options.ElasticSpacing, options.ElasticDisplacement, random)
            : null;
        return new SpatialDeformation(matrix, elastic);
    }

    /// <summary>A factor between 1 / (1 + range) and 1 + range, as likely to enlarge as to shrink.</summary>
    public static double Ratio(double range, CounterRandom random) => Math.Exp(((2 * random.NextDouble()) - 1) * Math.Log(1 + range));

    private static double Angle(AugmentationOptions options, CounterRandom random) =>
        ((2 * random.NextDouble()) - 1) * options.RotationDegrees * Math.PI / 180;

    private static AffineTransform RotationAboutX(double angle)
    {
        var (sine, cosine) = Math.SinCos(angle);
        return new AffineTransform([1, 0, 0, 0, 0, cosine, -sine, 0, 0, sine, cosine, 0]);
    }

    private static AffineTransform RotationAboutY(double angle)
    {
        var (sine, cosine) = Math.SinCos(angle);
        return new AffineTransform([cosine, 0, sine, 0, 0, 1, 0, 0, -sine, 0, cosine, 0]);
    }

    private static AffineTransform RotationAboutZ(double angle)
    {
        var (sine, cosine) = Math.SinCos(angle);
        return new AffineTransform([cosine, -sine, 0, 0, sine, cosine, 0, 0, 0, 0, 1, 0]);
    }
}
