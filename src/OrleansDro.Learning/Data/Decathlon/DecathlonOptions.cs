using System.ComponentModel.DataAnnotations;
using OrleansDro.Learning.Configuration;
using OrleansDro.Learning.Data.Augmentation;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Data.Decathlon;

/// <summary>A data set in the layout of the Medical Segmentation Decathlon or of nnU-Net v2, and how examples are created from it.</summary>
public sealed record DecathlonOptions
{
    /// <summary>The folder with dataset.json.</summary>
    public required string Path { get; init; }

    /// <summary>The shape of a training example in voxels: depth, height, width.</summary>
    [Length(3, 3), Range(1, 1024)]
    public required IReadOnlyList<int> Patch { get; init; }

    /// <summary>The spacing in millimeters to resample to: depth, height, width. None: as the files are.</summary>
    [Length(3, 3), Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public IReadOnlyList<double>? Spacing { get; init; }

    /// <summary>The probability that an example is centered on a foreground voxel.</summary>
    [Range(0, 1)]
    public double ForegroundOversampling { get; init; } = 0.33;

    /// <summary>A CSV file beside dataset.json with more facts about the cases; needed for subjects and groups.</summary>
    public string? CaseTable { get; init; }

    /// <summary>The column of the case table with the case's id: the name of its label file without the ending.</summary>
    public string CaseColumn { get; init; } = "case";

    /// <summary>The column with the subject; no subject is on both sides of the split. None: each case is a subject.</summary>
    public string? SubjectColumn { get; init; }

    /// <summary>The column with the group: tail metrics are reported for each group, and the split is balanced by groups. None: no groups.</summary>
    public string? GroupColumn { get; init; }

    /// <summary>The fraction of subjects held out.</summary>
    [Range(0, 1, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double ValidationFraction { get; init; } = 0.2;

    /// <summary>Which fold is held out; with a fraction of 1/k the folds 0 to k-1 are disjoint and cover all subjects.</summary>
    [Range(0, double.MaxValue)]
    public int Fold { get; init; }

    /// <summary>The seed of the split.</summary>
    public long SplitSeed { get; init; }

    /// <summary>How training examples are varied. Default: not at all.</summary>
    public AugmentationOptions Augmentation { get; init; } = new();

    /// <summary>The memory for prepared cases, in megabytes.</summary>
    [Range(0, 1 << 20)]
    public int CacheMegabytes { get; init; } = 2048;

    /// <summary>Checks the ranges.</summary>
    /// <param name="path">The path of the options in their file, for messages.</param>
    /// <exception cref="InvalidInputException">A value is out of its range; the message names it.</exception>
    public void Validate(string path = "data")
    {
        if (string.IsNullOrWhiteSpace(Path))
        {
            throw new InvalidInputException($"field '{path}.path' is empty; it must name the folder that contains dataset.json.");
        }

        OptionCheck.Ranges(this, path);
        if (CaseTable is null && (SubjectColumn ?? GroupColumn) is not null)
        {
            throw new InvalidInputException($"field '{path}.caseTable' is missing; 'subjectColumn' and 'groupColumn' name columns of it.");
        }

        // A tolerance of a tenth of a fold, as fractions such as 1/3 are rounded.
        OptionCheck.InRange(Fold, 0, (int)((1 / ValidationFraction) + 0.1) - 1, $"{path}.fold");
        Augmentation.Validate($"{path}.augmentation");
    }
}
