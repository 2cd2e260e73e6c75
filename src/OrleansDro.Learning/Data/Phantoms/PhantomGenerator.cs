using OrleansDro.Learning.Data.Volumes;
using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Learning.Data.Phantoms;

/// <summary>
/// Draws one phantom. Intensities before the normalization: surroundings 0, a shell 0.5, the solid organ, a core and the decoy 1. The core and
/// the decoy look the same but do not belong to an organ: a network that has mostly seen solid organs mistakes the bright core for one. A smooth texture,
/// a bias field and noise are added as in magnetic resonance.
/// </summary>
/// <remarks>
/// The edges are sharp, so that the common cases can be learned almost perfectly, and the remaining loss comes from the rare group.
/// The shell's intensity sets how hard that group is: at 0.4 the texture hides it, at 0.65 average training copes with it.
/// </remarks>
internal static class PhantomGenerator
{
    private const double ShellIntensity = 0.5;
    private const double BiasStrength = 0.2;
    private const double TextureSpacing = 4; // voxels between independent values of the texture
    private const int DecoyAttempts = 100;

    public static PreparedVolume Generate(PhantomOptions options, bool isRare, CounterRandom random)
    {
        var size = options.Size;
        var organ = new Ellipsoid(Point(random, 0.36, 0.64, size), Point(random, 0.20, 0.30, size));
        var coreFraction = Between(random, 0.55, 0.70);
        var decoy = DrawDecoy(organ, size, random);
        var bias = Point(random, -BiasStrength, BiasStrength, 1);
        var texture = DrawTexture(size, random);

        var shape = new VolumeShape(size, size, size);
        var image = new float[shape.Count];
        var labels = new byte[shape.Count];
        var voxel = 0;
        for (var z = 0; z < size; z++)
        {
            for (var y = 0; y < size; y++)
            {
                for (var x = 0; x < size; x++, voxel++)
                {
                    var inOrgan = organ.Contains(x, y, z, 1);
                    var inCore = isRare && organ.Contains(x, y, z, coreFraction);
                    var isBright = inOrgan ? inCore || !isRare : decoy.Contains(x, y, z, 1);
                    var tissue = isBright ? 1 : inOrgan ? ShellIntensity : 0;
                    var field = 1 + (Relative(x) * bias.X) + (Relative(y) * bias.Y) + (Relative(z) * bias.Z);
                    image[voxel] = (float)((field * (tissue + (options.Texture * texture[voxel]))) + (options.Noise * random.NextGaussian()));
                    labels[voxel] = (byte)(inOrgan && !inCore ? 1 : 0);
                }
            }
        }

        IntensityNormalization.Apply(image);
        return new PreparedVolume(image, 1, labels, shape, new VolumeSpacing(1, 1, 1));

        double Relative(int position) => (2.0 * position / (size - 1)) - 1;
    }

    // A random place in the volume, clear of the organ; if no place is clear, the last one tried.
    private static Ellipsoid DrawDecoy(Ellipsoid organ, int size, CounterRandom random)
    {
        var radius = Between(random, 0.10, 0.14) * size;
        var radii = new Position(radius, radius, radius);
        Ellipsoid decoy;
        var attempt = 0;
        do
        {
            decoy = new Ellipsoid(Point(random, 0.12, 0.88, size), radii);
        }
        while (organ.Distance(decoy.Center.X, decoy.Center.Y, decoy.Center.Z, 1) < radius + 1 && ++attempt < DecoyAttempts);

        return decoy;
    }

    private static float[] DrawTexture(int size, CounterRandom random)
    {
        var coarse = (int)Math.Ceiling(size / TextureSpacing) + 1;
        var values = new float[coarse * coarse * coarse];
        foreach (ref var value in values.AsSpan())
        {
            value = (float)Between(random, -1, 1);
        }

        return Resampling.Linear(values, new VolumeShape(coarse, coarse, coarse), new VolumeShape(size, size, size));
    }

    private static Position Point(CounterRandom random, double minimum, double maximum, double scale) =>
        new(Between(random, minimum, maximum) * scale, Between(random, minimum, maximum) * scale, Between(random, minimum, maximum) * scale);

    private static double Between(CounterRandom random, double minimum, double maximum) => minimum + ((maximum - minimum) * random.NextDouble());

    private readonly record struct Position(double X, double Y, double Z);

    private readonly record struct Ellipsoid(Position Center, Position Radii)
    {
        // About how far a point lies outside of the surface, in voxels; negative inside. The fraction shrinks the ellipsoid.
        public double Distance(double x, double y, double z, double fraction)
        {
            double dx = (x - Center.X) / Radii.X, dy = (y - Center.Y) / Radii.Y, dz = (z - Center.Z) / Radii.Z;
            return (Math.Sqrt((dx * dx) + (dy * dy) + (dz * dz)) - fraction) * (Radii.X + Radii.Y + Radii.Z) / 3;
        }

        public bool Contains(double x, double y, double z, double fraction) => Distance(x, y, z, fraction) < 0;
    }
}
