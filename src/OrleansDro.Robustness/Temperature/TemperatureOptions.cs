using System.ComponentModel.DataAnnotations;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Robustness.Temperature;

/// <summary>
/// Options of the control of the inverse temperature beta. A beta has no meaning without the scale of the losses, and that scale shrinks during
/// training; a share of the cases or a budget in nats keeps its meaning.
/// </summary>
public sealed record TemperatureOptions
{
    /// <summary>
    /// The control of beta. Under a constant start the start losses of cases that were never visited count as
    /// losses too, and they lie close together: give a control a warm-up of a pass over the data, or start optimistically.
    /// </summary>
    public TemperatureControl Control { get; init; }

    /// <summary>
    /// The target of <see cref="Control"/>; null if it is <see cref="TemperatureControl.Fixed"/>, and required otherwise.
    /// For <see cref="TemperatureControl.EffectiveSampleSize"/> the effective sample size as a share of the seen cases, in (0, 1): losses with a bell
    /// shape of standard deviation sigma reach it at beta = sqrt(-log(share)) / sigma.
    /// For <see cref="TemperatureControl.KullbackLeibler"/> the budget in nats: the same losses use it up at sqrt(2 * budget) / sigma.
    /// No budget of log(seen cases) or more can be used up.
    /// </summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double? Target { get; init; }

    /// <summary>
    /// The largest beta that a control chooses, in 1 / loss. It is used if the target cannot be reached:
    /// if all losses are equal, or if the cases that share the largest loss are already as many as the target. A fixed beta may be larger.
    /// </summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double Maximum { get; init; } = 1e4;

    /// <summary>
    /// The number of steps between two adjustments. Each adjustment needs several passes over the losses of all cases, and
    /// one more over the sampler's tree.
    /// </summary>
    [Range(1, double.MaxValue)]
    public int Every { get; init; } = 50;

    /// <summary>
    /// The number of steps in which beta rises from 0 to the value of <see cref="Control"/>: beta is multiplied by min(1, step / warmUpSteps) at each
    /// adjustment. 0 means no warm-up.
    /// </summary>
    [Range(0, double.MaxValue)]
    public int WarmUpSteps { get; init; }

    /// <summary>
    /// The least effective sample size 1 / (sum of q^2), in cases: 0 for none, or 1 or more. Beta, a fixed one too, is lowered
    /// until the effective sample size is no smaller, so that a few cases, often mislabeled ones, cannot get all draws. While fewer cases than that are seen,
    /// beta is 0. It holds for the losses at the time of an adjustment; <see cref="TemperatureController.IsCollapsed"/> shows when an adjustment is needed earlier.
    /// </summary>
    [Range(0, double.MaxValue)]
    public double EffectiveSampleSizeFloor { get; init; }

    /// <summary>The first option that is out of its range, or null if there is none.</summary>
    public InvalidOption? FindInvalid() =>
        InvalidOption.Unless(Enum.IsDefined(Control), Control, string.Join(" or ", Enum.GetNames<TemperatureControl>()))
        ?? FindInvalidTarget()
        ?? OptionRanges.FindInvalid(this)
        ?? InvalidOption.Unless(EffectiveSampleSizeFloor is 0 or >= 1, EffectiveSampleSizeFloor, "0 (none) or a number of cases, 1 or more");

    /// <summary>Checks the ranges of the options.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range; the message names both.</exception>
    public void Validate()
    {
        if (FindInvalid() is { } invalid)
        {
            throw invalid.ToException();
        }
    }

    private InvalidOption? FindInvalidTarget()
    {
        var (isInRange, rule) = Control switch
        {
            TemperatureControl.EffectiveSampleSize => (Target is > 0 and < 1, "a share of the seen cases, in (0, 1), when the effective sample size is controlled"),
            TemperatureControl.KullbackLeibler => (Target is > 0 and < double.PositiveInfinity, "a budget in nats, above 0 and finite, when the divergence is controlled"),
            _ => (Target is null, "left out when beta is fixed"),
        };
        return InvalidOption.Unless(isInRange, Target, rule);
    }
}
