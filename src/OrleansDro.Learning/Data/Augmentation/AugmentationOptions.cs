using System.ComponentModel.DataAnnotations;
using OrleansDro.Learning.Configuration;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Data.Augmentation;

/// <summary>How training examples are varied. Everything is off by default; a range of 0 turns its kind off.</summary>
public sealed record AugmentationOptions
{
    /// <summary>Mirrors the depth axis of every second example.</summary>
    public bool FlipDepth { get; init; }

    /// <summary>Mirrors the height axis of every second example.</summary>
    public bool FlipHeight { get; init; }

    /// <summary>Mirrors the width axis of every second example.</summary>
    public bool FlipWidth { get; init; }

    /// <summary>The share of examples that are rotated, scaled and deformed. The others keep their sharp voxels.</summary>
    [Range(0, 1)]
    public double SpatialProbability { get; init; } = 0.5;

    /// <summary>The largest rotation about each axis in degrees. A patch of a single slice is rotated in its plane only.</summary>
    [Range(0, 180)]
    public double RotationDegrees { get; init; }

    /// <summary>The largest enlargement: 0.2 draws a factor from 1/1.2 to 1.2.</summary>
    [Range(0, 1)]
    public double Scaling { get; init; }

    /// <summary>
    /// The largest elastic displacement along each axis in voxels, 0 to 0.4 times <see cref="ElasticSpacing"/>: beyond that the space could fold
    /// (Choi and Lee: "Injectivity conditions of 2D and 3D uniform cubic B-spline functions", 2000).
    /// </summary>
    [Range(0, 400)]
    public double ElasticDisplacement { get; init; }

    /// <summary>The distance of the control points of the elastic deformation in voxels.</summary>
    [Range(2, 1000)]
    public double ElasticSpacing { get; init; } = 12;

    /// <summary>The share of examples whose intensities are changed.</summary>
    [Range(0, 1)]
    public double IntensityProbability { get; init; } = 0.5;

    /// <summary>The largest change of contrast: 0.2 draws a factor from 1/1.2 to 1.2.</summary>
    [Range(0, 1)]
    public double IntensityScale { get; init; }

    /// <summary>The largest change of brightness in standard deviations of the image.</summary>
    [Range(0, 10)]
    public double IntensityShift { get; init; }

    /// <summary>The largest change of gamma: 0.5 draws an exponent from 1/1.5 to 1.5, applied between the patch's minimum and maximum.</summary>
    [Range(0, 3)]
    public double Gamma { get; init; }

    /// <summary>The largest standard deviation of added Gaussian noise, in standard deviations of the image.</summary>
    [Range(0, 10)]
    public double Noise { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <param name="path">The path of the options in their file, for messages.</param>
    /// <exception cref="InvalidInputException">A value is out of its range; the message names it.</exception>
    public void Validate(string path = "augmentation")
    {
        OptionCheck.Ranges(this, path);
        OptionCheck.InRange(ElasticDisplacement, 0, Math.Round(0.4 * ElasticSpacing, 6), $"{path}.elasticDisplacement");
    }
}
