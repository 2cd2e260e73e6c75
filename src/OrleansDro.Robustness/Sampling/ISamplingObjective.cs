namespace OrleansDro.Robustness.Sampling;

/// <summary>
/// The objective of the sampling: it decides the probability of each case from the losses. Everything else about a draw is the same
/// for all objectives and is in <see cref="StepDraws"/>: random numbers, mixing floor, revisit sweep, replacement.
/// </summary>
public interface ISamplingObjective
{
    /// <summary>Adjusts the parameters that the objective controls, for example beta, to the losses before a step is drawn.</summary>
    /// <param name="step">The step, 0 or more. Steps come in order.</param>
    ValueTask PrepareAsync(long step);

    /// <summary>The distribution over the cases that can be drawn now and are not withheld.</summary>
    /// <param name="unseenLoss">The loss at which unseen cases rank, or null to rank them with the hardest recorded case.</param>
    ICaseDistribution GetDistribution(double? unseenLoss = null);
}
