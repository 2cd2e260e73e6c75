namespace OrleansDro.Robustness.Temperature;

/// <summary>
/// Decides beta at a step. It has no state: beta is a function of the options, the step and the losses only, so that a run that was resumed, or
/// that moved to another process, continues with the same bits. Safe for concurrent use.
/// </summary>
public sealed class TemperatureController
{
    private readonly TemperatureOptions _options;
    private readonly double _beta;

    /// <summary>Makes a controller.</summary>
    /// <param name="options">The options.</param>
    /// <param name="beta">The fixed beta, 0 or more and finite, in 1 / loss. Under a control it only holds until the first adjustment for which a case has a loss.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option or beta is outside its range; the message names both.</exception>
    public TemperatureController(TemperatureOptions options, double beta)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Guard.InverseTemperature(beta);
        _options = options;
        _beta = beta;
    }

    private bool DependsOnLosses => _options.Control != TemperatureControl.Fixed || _options.EffectiveSampleSizeFloor > 0;

    /// <summary>
    /// Whether beta is to be adjusted before a step is drawn: at step 0, and each <see cref="TemperatureOptions.Every"/> steps from there while beta can
    /// change. A fixed beta without a floor no longer does after the first of these steps that is not within the warm-up.
    /// </summary>
    /// <param name="step">The step, 0 or more.</param>
    public bool IsDue(long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        return step % _options.Every == 0 && (DependsOnLosses || step - _options.Every < _options.WarmUpSteps);
    }

    /// <summary>
    /// Whether the effective sample size is certainly below its floor, so that beta is to be adjusted at once: a case of probability p leaves no more than
    /// 1 / p^2. Costs nothing if the largest probability is known; never true directly after an adjustment to the same losses.
    /// </summary>
    /// <param name="largestProbability">The largest probability of a seen case under q = softmax(beta * loss) over the seen cases, 0 or more.</param>
    /// <param name="seenCases">The number of cases with a loss, 0 or more.</param>
    public bool IsCollapsed(double largestProbability, int seenCases)
    {
        Guard.Require(largestProbability >= 0, largestProbability, "0 or more");
        ArgumentOutOfRangeException.ThrowIfNegative(seenCases);
        return largestProbability * Math.Sqrt(Math.Min(_options.EffectiveSampleSizeFloor, seenCases)) > 1;
    }

    /// <summary>
    /// The beta of a step, 0 or more, in 1 / loss: the one of the control, lowered to the floor on the effective sample size, times the warm-up. Neither the
    /// floor nor the target is overshot; KL, and log(n / effective sample size), end within a millionth of their bounds, unless beta is at its
    /// limit (<see cref="TemperatureOptions.Maximum"/>, or the fixed beta).
    /// </summary>
    /// <param name="step">The step, 0 or more.</param>
    /// <param name="momentsAt">
    /// Evaluates the moments of all losses at a beta (added up over blocks in a fixed order), always of the same losses: called up to 40 times, mostly
    /// 5 to 15, one after the other; not at all for a fixed beta without a floor.
    /// </param>
    public async ValueTask<double> BetaAtAsync(long step, Func<double, ValueTask<LossMoments>> momentsAt)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentNullException.ThrowIfNull(momentsAt);
        var warmUp = step < _options.WarmUpSteps ? step / (double)_options.WarmUpSteps : 1;
        var limit = _options.Control == TemperatureControl.Fixed ? _beta : _options.Maximum;
        if (!DependsOnLosses || warmUp == 0 || limit == 0)
        {
            return warmUp * _beta;
        }

        return warmUp * (await new BetaSearch(_options, momentsAt).Largest(limit) ?? _beta);
    }

    /// <summary>The beta of a step, from moments that are available without a wait.</summary>
    /// <param name="step">The step, 0 or more.</param>
    /// <param name="momentsAt">Evaluates the moments of all losses at a beta, as in <see cref="BetaAtAsync"/>.</param>
    public double BetaAt(long step, Func<double, LossMoments> momentsAt)
    {
        ArgumentNullException.ThrowIfNull(momentsAt);

        // Completed already: nothing in it waits.
        return BetaAtAsync(step, beta => new ValueTask<LossMoments>(momentsAt(beta))).AsTask().GetAwaiter().GetResult();
    }

    /// <summary>The beta of a step, from losses in memory.</summary>
    /// <param name="step">The step, 0 or more.</param>
    /// <param name="losses">The loss of each case; one that is not finite is skipped.</param>
    public double BetaAt(long step, ReadOnlyMemory<double> losses)
    {
        var reference = LargestFinite(losses.Span);
        return BetaAt(step, beta => LossMoments.Of(losses.Span, beta, reference));
    }

    private static double LargestFinite(ReadOnlySpan<double> losses)
    {
        var largest = double.NegativeInfinity;
        foreach (var loss in losses)
        {
            largest = double.IsFinite(loss) && loss > largest ? loss : largest;
        }

        return double.IsFinite(largest) ? largest : 0;
    }
}
