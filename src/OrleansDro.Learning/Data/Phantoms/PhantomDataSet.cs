using System.Globalization;
using OrleansDro.Learning.Data.Augmentation;
using OrleansDro.Learning.Data.Caching;
using OrleansDro.Learning.Data.Volumes;
using OrleansDro.Robustness.Errors;
using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Learning.Data.Phantoms;

/// <summary>
/// Segmentation of generated images in which a small group is anatomically different, so that average training does badly on it: the organ is a
/// bright solid ellipsoid, but in a rare case it is the dimmer shell around a bright core. Each case is a function of the seed, its side and its index.
/// </summary>
public sealed class PhantomDataSet : IExtensibleDataSet
{
    /// <summary>The group of the cases with a solid organ.</summary>
    public const string CommonGroup = "common";

    /// <summary>The group of the cases with a hollow organ.</summary>
    public const string RareGroup = "rare";

    private const int TrainingSide = 0, ValidationSide = 1;
    private const string TrainingPrefix = "phantom", ValidationPrefix = "validation";
    private const long CacheBytes = 256L << 20;

    private readonly PhantomOptions _options;
    private readonly Augmenter _augmenter;
    private readonly CaseCache<int, PreparedVolume> _trainingVolumes;

    /// <summary>Defines the cases; they are generated when they are needed.</summary>
    /// <param name="options">The number and the kinds of the cases.</param>
    /// <exception cref="InvalidInputException">An option is out of its range.</exception>
    public PhantomDataSet(PhantomOptions options)
    {
        options.Validate();
        _options = options;
        _augmenter = new Augmenter(options.Augmentation);
        Task = new TaskDescription(TaskKind.Segmentation, 1, ["background", "organ"], [options.Size, options.Size, options.Size]);
        var isRare = SpreadRare(options.TrainingCases, options.RareFraction);
        bool[] isRareHeldOut = [.. SpreadRare(options.ValidationCases, options.RareFraction), .. Enumerable.Repeat(true, options.ValidationRareCases)];
        _trainingVolumes = Volumes(TrainingSide, index => index < isRare.Length ? isRare[index] : IsRareLater(index));
        Training = Source(TrainingPrefix, [.. Enumerable.Range(0, isRare.Length)], index => isRare[index], _trainingVolumes);
        Validation = Source(
            ValidationPrefix,
            [.. Enumerable.Range(0, isRareHeldOut.Length)],
            index => isRareHeldOut[index],
            Volumes(ValidationSide, index => isRareHeldOut[index]));
    }

    /// <inheritdoc/>
    public TaskDescription Task { get; }

    /// <inheritdoc/>
    public ICaseSource Training { get; }

    /// <inheritdoc/>
    public ICaseSource Validation { get; }

    /// <summary>
    /// Opens training cases with indices from <see cref="PhantomOptions.TrainingCases"/> to 999999. Case i is rare if the whole number of rare cases
    /// due before it, the floor of i x <see cref="PhantomOptions.RareFraction"/>, rises from i to i + 1. So a larger data set has the same cases there if
    /// its fraction of rare cases is a whole number of them.
    /// </summary>
    /// <param name="ids">The ids, such as phantom-0200: an index has at least four digits and no further zeros in front.</param>
    /// <returns>Just these cases, in this order.</returns>
    /// <exception cref="InvalidInputException">An id is given twice, is a case of the data set already, or is not the name of a training case.</exception>
    public ICaseSource OpenTrainingCases(IReadOnlyList<string> ids)
    {
        NewCases.RequireNew(ids, this);
        return Source(TrainingPrefix, [.. ids.Select(IndexOf)], IsRareLater, _trainingVolumes);
    }

    private CaseCache<int, PreparedVolume> Volumes(int side, Func<int, bool> isRare) => new(
        CacheBytes,
        index => PhantomGenerator.Generate(_options, isRare(index), new CounterRandom(_options.Seed, RandomPurpose.Data, side, index)),
        volume => volume.SizeInBytes);

    private VolumeCaseSource<int> Source(string prefix, int[] indices, Func<int, bool> isRare, CaseCache<int, PreparedVolume> volumes) => new(
        [.. indices.Select(index => new CaseDescription(Name(prefix, index), isRare(index) ? RareGroup : CommonGroup))],
        indices,
        volumes,
        VolumeShape.From(Task.ExampleShape),
        foregroundOversampling: 0,
        _augmenter);

    // Those below were refused as cases of the data set.
    private int IndexOf(string id)
    {
        var digits = id.AsSpan(Math.Min(id.Length, TrainingPrefix.Length + 1));
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < PhantomOptions.MostCases && id == Name(TrainingPrefix, index)
            ? index
            : throw new InvalidInputException(
                $"There is no new case '{id}'; new cases are {Name(TrainingPrefix, _options.TrainingCases)} to {Name(TrainingPrefix, PhantomOptions.MostCases - 1)}.");
    }

    private static string Name(string prefix, int index) => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{index:0000}");

    // Decimal, in which a fraction such as 0.08 is exact: no case is rare or common by rounding.
    private bool IsRareLater(int index)
    {
        var fraction = (decimal)_options.RareFraction;
        return decimal.Floor((index + 1) * fraction) > decimal.Floor(index * fraction);
    }

    // Evenly spaced, so that any stretch of the cases has the same mix.
    private static bool[] SpreadRare(int cases, double fraction)
    {
        var rare = (long)Math.Round(fraction * cases, MidpointRounding.AwayFromZero);
        return [.. Enumerable.Range(0, cases).Select(i => (i + 1) * rare / cases > i * rare / cases)];
    }
}
