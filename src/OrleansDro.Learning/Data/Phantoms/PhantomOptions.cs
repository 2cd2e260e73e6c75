using System.ComponentModel.DataAnnotations;
using OrleansDro.Learning.Configuration;
using OrleansDro.Learning.Data.Augmentation;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Data.Phantoms;

/// <summary>Generated 3D images with a common and a rare anatomy; no files are needed.</summary>
public sealed record PhantomOptions
{
    internal const int MostCases = 1_000_000;

    /// <summary>Voxels along each axis, 12 to 128. Default 16.</summary>
    [Range(12, 128)]
    public int Size { get; init; } = 16;

    /// <summary>The number of training cases, 1 to 1000000. Default 200.</summary>
    [Range(1, MostCases)]
    public int TrainingCases { get; init; } = 200;

    /// <summary>The number of validation cases of the same mix as in training, 1 to 1000000. Default 400.</summary>
    [Range(1, MostCases)]
    public int ValidationCases { get; init; } = 400;

    /// <summary>Further rare validation cases, 0 to 1000000. Default 0. They reduce the noise of the rare group's mean, but the mix then differs from that of training.</summary>
    [Range(0, MostCases)]
    public int ValidationRareCases { get; init; }

    /// <summary>The fraction of rare cases, 0 to 1; the nearest whole number of cases is rare. Default 0.08.</summary>
    [Range(0, 1)]
    public double RareFraction { get; init; } = 0.08;

    /// <summary>The standard deviation of the noise, 0 to 10, if the organ is 1 brighter than its surroundings. Default 0.1.</summary>
    [Range(0, 10)]
    public double Noise { get; init; } = 0.1;

    /// <summary>The largest deviation of the smooth texture, 0 to 10, on the same scale. Default 0.5.</summary>
    [Range(0, 10)]
    public double Texture { get; init; } = 0.5;

    /// <summary>The seed of the anatomies; a run adds its own seed. Default 0.</summary>
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
