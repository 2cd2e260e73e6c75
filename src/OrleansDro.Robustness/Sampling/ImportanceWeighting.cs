using System.ComponentModel.DataAnnotations;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Robustness.Sampling;

/// <summary>
/// Options of the correction for stale losses: a draw is weighted by exp(beta * (fresh - stale)), clipped. Without clipping it is unbiased up to a
/// common factor, which <see cref="SelfNormalize"/> removes; clipping bounds the variance and adds a bias, so watch the share of clipped weights.
/// </summary>
public sealed record ImportanceWeighting
{
    /// <summary>Whether draws are weighted.</summary>
    public bool Enabled { get; init; }

    /// <summary>The smallest weight, at most <see cref="Maximum"/>.</summary>
    [Range(0, double.MaxValue)]
    public double Minimum { get; init; } = 0.1;

    /// <summary>The largest weight.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double Maximum { get; init; } = 10;

    /// <summary>Whether the weights of a batch are divided by their mean. In the paper they are not.</summary>
    public bool SelfNormalize { get; init; }

    /// <summary>The first option that is out of its range, or null if there is none.</summary>
    public InvalidOption? FindInvalid() =>
        OptionRanges.FindInvalid(this)
        ?? InvalidOption.Unless(Minimum <= Maximum, Minimum, $"at most the maximum ({Maximum})");
}
