using System.ComponentModel.DataAnnotations;
using OrleansDro.Learning.Configuration;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Data.Idx;

/// <summary>Labeled images in IDX files, such as MNIST, and which of them to use.</summary>
public sealed record IdxOptions
{
    /// <summary>The folder of the files; the files named below must lie in it.</summary>
    public required string Path { get; init; }

    /// <summary>The training images. None: train-images-idx3-ubyte in the folder, with .gz or without.</summary>
    public string? TrainingImages { get; init; }

    /// <summary>The training labels. None: train-labels-idx1-ubyte in the folder, with .gz or without.</summary>
    public string? TrainingLabels { get; init; }

    /// <summary>The validation images. None: t10k-images-idx3-ubyte in the folder, with .gz or without.</summary>
    public string? ValidationImages { get; init; }

    /// <summary>The validation labels. None: t10k-labels-idx1-ubyte in the folder, with .gz or without.</summary>
    public string? ValidationLabels { get; init; }

    /// <summary>The names of the classes, label 0 first. None: the labels themselves.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>
    /// The fraction of a class's training images to keep, by class name: {"3": 0.01} makes threes rare. The nearest whole number of
    /// images is kept. Default: all images of all classes. All validation images are kept.
    /// </summary>
    [Range(0, 1)]
    public IReadOnlyDictionary<string, double> Keep { get; init; } = new Dictionary<string, double>();

    /// <summary>The largest number of training images, drawn at random from those kept. None: all.</summary>
    [Range(1, double.MaxValue)]
    public int? TrainingCases { get; init; }

    /// <summary>The largest number of validation images, drawn at random. None: all.</summary>
    [Range(1, double.MaxValue)]
    public int? ValidationCases { get; init; }

    /// <summary>The seed of the choice of images.</summary>
    public long Seed { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <param name="path">The path of the options in their file, for messages.</param>
    /// <exception cref="InvalidInputException">A value is out of its range; the message names it.</exception>
    public void Validate(string path = "data")
    {
        if (string.IsNullOrWhiteSpace(Path))
        {
            throw new InvalidInputException($"field '{path}.path' is empty; it must name the folder that contains the files.");
        }

        OptionCheck.Ranges(this, path);
    }
}
