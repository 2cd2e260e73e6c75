using OrleansDro.Robustness.Errors;

namespace OrleansDro.Robustness.Temperature;

/// <summary>
/// Options of what decides the inverse temperature beta. A beta alone has no meaning without the scale of the losses, and that scale shrinks as
/// training goes on; a share of the cases or a budget in nats keeps its meaning.
/// </summary>
public sealed record TemperatureOptions
{
    /// <summary>
    /// What decides beta. The default is <see cref="TemperatureControl.Fixed"/>. Under a constant start the start losses of cases that were never visited count as
    /// losses too, and they lie close together: give a control a warm-up of a pass over the data, or start optimistically.
    /// </summary>
    public TemperatureControl Control { get; init; }

    /// <summary>
    /// What <see cref="Control"/> steers to; null, the default, when it is <see cref="TemperatureControl.Fixed"/>, and required otherwise.
    /// For <see cref="TemperatureControl.EffectiveSampleSize"/> the effective sample size as a share of the seen cases, in (0, 1): losses with a bell
    /// shape of standard deviation sigma reach it at beta = sqrt(-log(share)) / sigma.
    /// For <see cref="TemperatureControl.KullbackLeibler"/> the budget in nats, above 0 and finite: the same losses use it up at sqrt(2 * budget) / sigma.
    /// No budget of log(seen cases) or more can be used up.
    /// </summary>
    public double? Target { get; init; }

    /// <summary>
    /// The largest beta that a control chooses, above 0 and finite, in 1 / loss; the default is 10,000. It is reached where the target is out of reach:
    /// when all losses are equal, or when so many cases share the largest loss that they alone make up the target. A fixed beta may be larger.
    /// </summary>
    public double Maximum { get; init; } = 1e4;

    /// <summary>
    /// How many steps lie between two adjustments, 1 or more; the default is 50. Each adjustment takes several passes over the losses of all cases, and
    /// one more over the sampler's tree.
    /// </summary>
    public int Every { get; init; } = 50;

    /// <summary>
    /// Over how many steps beta rises from 0 to the value that <see cref="Control"/> gives: beta is multiplied by min(1, step / warmUpSteps), at each
    /// adjustment anew. 0 or more; the default 0 is no warm-up.
    /// </summary>
    public int WarmUpSteps { get; init; }

    /// <summary>
    /// The least effective sample size 1 / (sum of q^2), in cases: 0, the default, for none, or 1 or more and finite. Beta, a fixed one too, is lowered
    /// until the effective sample size is no smaller, so that no few cases, often mislabeled ones, take all draws. While fewer cases than that are seen,
    /// beta is 0. It holds for the losses at the time of an adjustment; <see cref="TemperatureController.IsCollapsed"/> tells when not to wait for the next.
    /// </summary>
    public double EffectiveSampleSizeFloor { get; init; }

    /// <summary>The first option that is out of its range, or null if there is none.</summary>
    public InvalidOption? FindInvalid() =>
        InvalidOption.Unless(Enum.IsDefined(Control), Control, string.Join(" or ", Enum.GetNames<TemperatureControl>()))
        ?? FindInvalidTarget()
        ?? InvalidOption.Unless(Maximum > 0 && double.IsFinite(Maximum), Maximum, "above 0 and finite")
        ?? InvalidOption.Unless(Every >= 1, Every, "1 or more")
        ?? InvalidOption.Unless(WarmUpSteps >= 0, WarmUpSteps, "0 or more")
        ?? InvalidOption.Unless(
            EffectiveSampleSizeFloor is 0 or >= 1 && double.IsFinite(EffectiveSampleSizeFloor),
            EffectiveSampleSizeFloor,
            "0 (none) or a number of cases, 1 or more and finite");

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
