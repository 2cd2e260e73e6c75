using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Optimization;

/// <summary>The options that all optimizers share.</summary>
public abstract record OptimizerOptions
{
    /// <summary>Learning rate at the start, above 0.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Strength of the weight decay, 0 or more. Default 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>The gradient is scaled down to this Euclidean norm if it is longer; null (the default) does not clip.</summary>
    public double? GradientNormLimit { get; init; }

    /// <summary>The course of the learning rate over the run.</summary>
    public LearningRateSchedule Schedule { get; init; } = new();

    /// <summary>Makes the optimizer.</summary>
    public abstract IOptimizer Create();

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="InvalidInputException">A value is out of its range; the message names the field.</exception>
    public virtual void Validate()
    {
        Require(LearningRate > 0 && double.IsFinite(LearningRate), "learningRate", "above 0", LearningRate);
        Require(WeightDecay >= 0 && double.IsFinite(WeightDecay), "weightDecay", "0 or more", WeightDecay);
        Require(GradientNormLimit is null or (> 0 and < double.PositiveInfinity), "gradientNormLimit", "above 0", GradientNormLimit ?? 0);
        Schedule.Validate();
    }

    /// <summary>Throws if a condition on a field does not hold.</summary>
    protected static void Require(bool condition, string field, string range, double value)
    {
        if (!condition)
        {
            throw new InvalidInputException(FormattableString.Invariant($"optimizer.{field} must be {range}, not {value}."));
        }
    }
}
