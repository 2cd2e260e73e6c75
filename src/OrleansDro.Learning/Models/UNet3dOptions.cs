using System.ComponentModel.DataAnnotations;
using OrleansDro.Learning.Configuration;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Models;

/// <summary>A 3D U-Net for segmentation: the options of <see cref="UNet3d"/>.</summary>
public sealed record UNet3dOptions
{
    /// <summary>Channels of each level from the finest to the coarsest; each level halves the resolution.</summary>
    [Length(1, 8), Range(1, 4096)]
    public IReadOnlyList<int> Channels { get; init; } = [16, 32, 64];

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="InvalidInputException">A value is out of its range; the message names the field.</exception>
    public void Validate() => OptionCheck.Ranges(this, "model");
}
