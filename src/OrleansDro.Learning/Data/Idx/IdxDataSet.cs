using System.Globalization;
using OrleansDro.Robustness.Errors;
using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Learning.Data.Idx;

/// <summary>
/// Classification of small gray images in IDX files. Intensities are shifted and scaled to mean 0 and standard deviation 1 over all training
/// images of the file, before any are left out. The group of a case is its class.
/// </summary>
public sealed class IdxDataSet : IDataSet
{
    private const string TrainingPrefix = "train";
    private const int TrainingCap = 0, ValidationCap = 1, FirstClass = 2; // slots of the random choices

    private readonly IdxOptions _options;

    /// <summary>Reads the files into memory and chooses the cases.</summary>
    /// <param name="options">Where the files are, and which images to use.</param>
    /// <exception cref="InvalidInputException">An option is out of its range or names no class, a file is missing or damaged, or the files do not fit together.</exception>
    public IdxDataSet(IdxOptions options)
    {
        options.Validate();
        _options = options;
        var (trainingImages, trainingLabels) = ReadPair(options.TrainingImages, options.TrainingLabels, TrainingPrefix);
        var (validationImages, validationLabels) = ReadPair(options.ValidationImages, options.ValidationLabels, "t10k");
        if (!trainingImages.Shape.Skip(1).SequenceEqual(validationImages.Shape.Skip(1)))
        {
            throw new InvalidInputException(
                $"the training images in {options.Path} are {Describe(trainingImages)} pixels, but the validation images {Describe(validationImages)}; they must be of one size.");
        }

        var largestLabel = Math.Max(Largest(trainingLabels), Largest(validationLabels));
        var classNames = options.ClassNames ?? [.. Enumerable.Range(0, largestLabel + 1).Select(label => label.ToString(CultureInfo.InvariantCulture))];
        if (classNames.Count <= largestLabel)
        {
            throw new InvalidInputException($"field 'data.classNames' names {classNames.Count} classes, but the label {largestLabel} occurs in {options.Path}; name each class.");
        }

        Task = new TaskDescription(TaskKind.Classification, 1, classNames, [.. trainingImages.Shape.Skip(1)]);
        var (mean, scale) = Standardization(trainingImages.Values.Span);
        Training = Source(trainingImages, trainingLabels, ChooseTraining(trainingLabels), TrainingPrefix);
        Validation = Source(
            validationImages, validationLabels, Choose(Enumerable.Range(0, validationImages.Shape[0]), options.ValidationCases, ValidationCap), "validation");

        IdxCaseSource Source(IdxArray images, IdxArray labels, int[] chosen, string prefix)
        {
            var values = labels.Values;
            var cases = chosen.Select(i => new CaseDescription(string.Create(CultureInfo.InvariantCulture, $"{prefix}-{i:00000}"), classNames[values.Span[i]]));
            return new IdxCaseSource([.. cases], chosen, images, labels, mean, scale);
        }
    }

    /// <inheritdoc/>
    public TaskDescription Task { get; }

    /// <inheritdoc/>
    public ICaseSource Training { get; }

    /// <inheritdoc/>
    public ICaseSource Validation { get; }

    private (IdxArray Images, IdxArray Labels) ReadPair(string? images, string? labels, string prefix)
    {
        var side = prefix == TrainingPrefix ? "training" : "validation";
        var imagePath = FileOf(images, $"{side}Images", $"{prefix}-images-idx3-ubyte");
        var labelPath = FileOf(labels, $"{side}Labels", $"{prefix}-labels-idx1-ubyte");
        var pair = (Images: IdxReader.Read(imagePath, dimensions: 3), Labels: IdxReader.Read(labelPath, dimensions: 1));
        return pair.Images.Shape[0] == pair.Labels.Shape[0]
            ? pair
            : throw new InvalidInputException($"{imagePath} contains {pair.Images.Shape[0]} images, but {labelPath} contains {pair.Labels.Shape[0]} labels; use two files that belong together.");
    }

    private string FileOf(string? given, string field, string standard)
    {
        if (given is not null)
        {
            return ConfinedPath.RequireInside(_options.Path, given, $"data.{field}");
        }

        var path = Path.Combine(_options.Path, standard);
        return File.Exists(path) ? path : path + ".gz";
    }

    private int[] ChooseTraining(IdxArray labels)
    {
        foreach (var name in _options.Keep.Keys.Where(name => !Task.ClassNames.Contains(name)))
        {
            throw new InvalidInputException($"field 'data.keep' names the class '{name}', but the classes are {string.Join(", ", Task.ClassNames)}.");
        }

        var kept = new List<int>();
        foreach (var members in Enumerable.Range(0, labels.Shape[0]).GroupBy(i => labels.Values.Span[i]))
        {
            int[] all = [.. members];
            int? count = _options.Keep.TryGetValue(Task.ClassNames[members.Key], out var fraction)
                ? (int)Math.Round(fraction * all.Length, MidpointRounding.AwayFromZero)
                : null;
            kept.AddRange(Choose(all, count, FirstClass + members.Key));
        }

        return kept.Count > 0
            ? Choose(kept.Order(), _options.TrainingCases, TrainingCap)
            : throw new InvalidInputException("field 'data.keep' leaves no training images; keep some of a class.");
    }

    private int[] Choose(IEnumerable<int> candidates, int? count, int slot)
    {
        int[] all = [.. candidates];
        if (count is not { } wanted || wanted >= all.Length)
        {
            return all;
        }

        var random = new CounterRandom(_options.Seed, RandomPurpose.Split, step: 0, slot);
        for (var i = 0; i < wanted; i++)
        {
            var j = i + random.NextInt32(all.Length - i);
            (all[i], all[j]) = (all[j], all[i]);
        }

        return [.. all.Take(wanted).Order()];
    }

    private static (double Mean, double Scale) Standardization(ReadOnlySpan<byte> values)
    {
        long sum = 0, squares = 0;
        foreach (var value in values)
        {
            sum += value;
            squares += value * value;
        }

        var mean = (double)sum / values.Length;
        var variance = ((double)squares / values.Length) - (mean * mean);
        return (mean, variance > 0 ? 1 / Math.Sqrt(variance) : 0);
    }

    private static int Largest(IdxArray labels)
    {
        var largest = 0;
        foreach (var label in labels.Values.Span)
        {
            largest = Math.Max(largest, label);
        }

        return largest;
    }

    private static string Describe(IdxArray images) => $"{images.Shape[1]} x {images.Shape[2]}";
}
