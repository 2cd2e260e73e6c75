using System.ComponentModel.DataAnnotations;
using OrleansDro.Learning.Configuration;
using OrleansDro.Learning.Data.Augmentation;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Data.Phantoms;

/// <summary>Generated 3D images with a common and a rare anatomy; no files are needed.</summary>
public sealed record PhantomOptions
{
    internal const int MostCases = 1_000_000;

    /// <summary>Voxels along each axis.</summary>
    [Range(12, 128)]
    public int Size { get; init; } = 16;

    /// <summary>The number of training cases.</summary>
    [Range(1, MostCases)]
    public int TrainingCases { get; init; } = 200;

    /// <summary>The number of validation cases of the same mix as in training.</summary>
    [Range(1, MostCases)]
    public int ValidationCases { get; init; } = 400;

    /// <summary>Further rare validation cases. They reduce the noise of the rare group's mean, but the mix then differs from that of training.</summary>
    [Range(0, MostCases)]
    public int ValidationRareCases { get; init; }

    /// <summary>The fraction of rare cases; the nearest whole number of cases is rare.</summary>
    [Range(0, 1)]
    public double RareFraction { get; init; } = 0.08;

    /// <summary>The standard deviation of the noise, if the organ is 1 brighter than its surroundings.</summary>
    [Range(0, 10)]
    public double Noise { get; init; } = 0.1;

    /// <summary>The largest deviation of the smooth texture, on the same scale.</summary>
    [Range(0, 10)]
    public double Texture { get; init; } = 0.5;

    /// <summary>The seed of the anatomies; a run adds its own seed.</summary>
    public long Seed { get; init; }

    /// <summary>How training examples are varied. Default: not at all.</summary>
    public AugmentationOptions Augmentation { get; init; } = new();

    /// <summary>Checks the ranges.</summary>
    /// <param name="path">The path of the options in their file, for messages.</param>
    /// <exception cref="InvalidInputException">A value is out of its range; the message names it.</exception>
    public void Validate(string path = "data")
    {
        OptionCheck.Ranges(this, path);
        Augmentation.Validate($"{path}.augmentation");
    }
}
