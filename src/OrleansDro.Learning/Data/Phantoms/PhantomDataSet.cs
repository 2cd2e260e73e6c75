using System.Globalization;
using OrleansDro.Learning.Data.Augmentation;
using OrleansDro.Learning.Data.Caching;
using OrleansDro.Learning.Data.Volumes;
using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Learning.Data.Phantoms;

/// <summary>
/// Segmentation of generated images in which a small group is anatomically different, so that average training does badly on it: the organ is a
/// bright solid ellipsoid, but in a rare case it is the dimmer shell around a bright core. Each case is a function of the seed, its side and its index.
/// </summary>
public sealed class PhantomDataSet : IDataSet
{
    /// <summary>The group of the cases with a solid organ.</summary>
    public const string CommonGroup = "common";

    /// <summary>The group of the cases with a hollow organ.</summary>
    public const string RareGroup = "rare";

    private const int TrainingSide = 0, ValidationSide = 1;
    private const long CacheBytes = 256L << 20;

    /// <summary>Lays out the cases; they are generated when they are asked for.</summary>
    /// <param name="options">How many cases of which kind.</param>
    /// <exception cref="InvalidInputException">An option is out of its range.</exception>
    public PhantomDataSet(PhantomOptions options)
    {
        options.Validate();
        Task = new TaskDescription(TaskKind.Segmentation, 1, ["background", "organ"], [options.Size, options.Size, options.Size]);
        var augmenter = new Augmenter(options.Augmentation);
        Training = Source(TrainingSide, "phantom", SpreadRare(options.TrainingCases, options.RareFraction));
        Validation = Source(
            ValidationSide,
            "validation",
            [.. SpreadRare(options.ValidationCases, options.RareFraction), .. Enumerable.Repeat(true, options.ValidationRareCases)]);

        VolumeCaseSource Source(int side, string prefix, bool[] isRare)
        {
            var volumes = new CaseCache<PreparedVolume>(
                CacheBytes,
                index => PhantomGenerator.Generate(options, isRare[index], new CounterRandom(options.Seed, RandomPurpose.Data, side, index)),
                volume => volume.SizeInBytes);
            var cases = isRare.Select((rare, index) =>
                new CaseDescription(string.Create(CultureInfo.InvariantCulture, $"{prefix}-{index:0000}"), rare ? RareGroup : CommonGroup));
            return new VolumeCaseSource(
                [.. cases], [.. Enumerable.Range(0, isRare.Length)], volumes, VolumeShape.From(Task.ExampleShape), foregroundOversampling: 0, augmenter);
        }
    }

    /// <inheritdoc/>
    public TaskDescription Task { get; }

    /// <inheritdoc/>
    public ICaseSource Training { get; }

    /// <inheritdoc/>
    public ICaseSource Validation { get; }

    // Evenly spaced, so that any stretch of the cases has the same mix.
    private static bool[] SpreadRare(int cases, double fraction)
    {
        var rare = (long)Math.Round(fraction * cases, MidpointRounding.AwayFromZero);
        return [.. Enumerable.Range(0, cases).Select(i => (i + 1) * rare / cases > i * rare / cases)];
    }
}
