using System.ComponentModel.DataAnnotations;
using OrleansDro.Learning.Configuration;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Models;

/// <summary>Options of <see cref="ConvolutionalClassifier"/>.</summary>
public sealed record ConvolutionalClassifierOptions
{
    /// <summary>Channels of each convolution, 1 to 6 of them; each is followed by a halving of the resolution. Default 16, 32.</summary>
    [Length(1, 6), Range(1, 4096)]
    public IReadOnlyList<int> Channels { get; init; } = [16, 32];

    /// <summary>Units of the hidden layer, 1 to 65536. Default 64.</summary>
    [Range(1, 65536)]
    public int Hidden { get; init; } = 64;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="InvalidInputException">A value is out of its range; the message names the field.</exception>
    public void Validate() => OptionCheck.Ranges(this, "model");
}
