using OrleansDro.Learning.Data.Volumes;
using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Learning.Data.Augmentation;

/// <summary>
/// Cuts a patch out of a volume and varies it: flips, rotation, scaling, elastic deformation, contrast, brightness, gamma, noise.
/// The patch is sampled from the whole volume, so that a rotated patch shows its real surroundings. Images are interpolated trilinearly,
/// labels take the nearest voxel; outside of the volume the image is 0, the mean of a normalized image, and the label is background.
/// </summary>
public sealed class Augmenter
{
    private readonly AugmentationOptions _options;

    /// <summary>Creates an augmenter.</summary>
    /// <param name="options">What to vary; null for nothing.</param>
    public Augmenter(AugmentationOptions? options = null) => _options = options ?? new AugmentationOptions();

    private bool HasSpatial => _options.RotationDegrees > 0 || _options.Scaling > 0 || _options.ElasticDisplacement > 0;

    private bool HasIntensity => _options.IntensityScale > 0 || _options.IntensityShift > 0 || _options.Gamma > 0 || _options.Noise > 0;

    /// <summary>Writes one example.</summary>
    /// <param name="volume">The volume to cut from.</param>
    /// <param name="location">The first voxel of the patch before it is varied.</param>
    /// <param name="patch">The shape of the patch.</param>
    /// <param name="random">Random numbers that belong to this draw.</param>
    /// <param name="input">Receives channels x patch, channel slowest.</param>
    /// <param name="target">Receives the labels of the patch.</param>
    public void Cut(PreparedVolume volume, PatchLocation location, VolumeShape patch, CounterRandom random, Span<float> input, Span<int> target)
    {
        var flips = new Flips(_options.FlipDepth && Coin(random), _options.FlipHeight && Coin(random), _options.FlipWidth && Coin(random));
        if (HasSpatial && random.NextDouble() < _options.SpatialProbability)
        {
            var deformation = SpatialDeformation.Draw(_options, volume.Spacing, flips, patch, random);
            PatchSampler.Deform(volume, location, patch, deformation, input, target);
        }
        else
        {
            PatchSampler.Copy(volume, location, patch, flips, input, target);
        }

        if (HasIntensity && random.NextDouble() < _options.IntensityProbability)
        {
            for (var channel = 0; channel < volume.Channels; channel++)
            {
                IntensityChange.Apply(_options, random, input.Slice(channel * patch.Count, patch.Count));
            }
        }
    }

    private static bool Coin(CounterRandom random) => random.NextInt32(2) == 1;
}
