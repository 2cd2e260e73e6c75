namespace OrleansDro.Robustness.Sampling;

/// <summary>
/// The probability q of each case under one objective, at one moment, without the mixing floor and the revisit sweep: <see cref="DrawPlan"/> adds those to the q of
/// any objective.
/// </summary>
public interface ICaseDistribution
{
    /// <summary>How many cases can be drawn.</summary>
    int EligibleCases { get; }

    /// <summary>The loss at which a case without a recorded loss ranks.</summary>
    double UnseenLoss { get; }

    /// <summary>The value of the objective's dual variable: for softmax the inverse temperature beta, in 1 / loss.</summary>
    double Dual { get; }

    /// <summary>
    /// Turns a uniform number into a point on a line on which each case has a length equal to its probability. The source of the cases
    /// finds the case on which the point lies.
    /// </summary>
    /// <param name="uniform">A number in [0, 1).</param>
    DrawPoint PointAt(double uniform);

    /// <summary>The natural logarithm of q of a case that can be drawn.</summary>
    /// <param name="loss">Its recorded loss, or <see cref="UnseenLoss"/> if it has none.</param>
    double LogProbability(double loss);
}
