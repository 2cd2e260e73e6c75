using System.ComponentModel.DataAnnotations;
using OrleansDro.Learning.Configuration;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Models;

/// <summary>A small convolutional network for classification: the options of <see cref="ConvolutionalClassifier"/>.</summary>
public sealed record ConvolutionalClassifierOptions
{
    /// <summary>Channels of each convolution; each is followed by a halving of the resolution.</summary>
    [Length(1, 6), Range(1, 4096)]
    public IReadOnlyList<int> Channels { get; init; } = [16, 32];

    /// <summary>Units of the hidden layer.</summary>
    [Range(1, 65536)]
    public int Hidden { get; init; } = 64;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="InvalidInputException">A value is out of its range; the message names the field.</exception>
    public void Validate() => OptionCheck.Ranges(this, "model");
}
