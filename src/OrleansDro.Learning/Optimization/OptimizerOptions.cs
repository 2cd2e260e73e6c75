using System.ComponentModel.DataAnnotations;
using OrleansDro.Learning.Configuration;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Optimization;

/// <summary>The options that all optimizers share.</summary>
public abstract record OptimizerOptions
{
    /// <summary>Learning rate at the start.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Strength of the weight decay.</summary>
    [Range(0, double.MaxValue)]
    public double WeightDecay { get; init; }

    /// <summary>The gradient is scaled down to this Euclidean norm if it is longer; none: it is not clipped.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double? GradientNormLimit { get; init; }

    /// <summary>The course of the learning rate over the run.</summary>
    public LearningRateSchedule Schedule { get; init; } = new();

    /// <summary>Makes the optimizer.</summary>
    public abstract IOptimizer Create();

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="InvalidInputException">A value is out of its range; the message names the field.</exception>
    public void Validate()
    {
        OptionCheck.Ranges(this, "optimizer");
        Schedule.Validate();
    }
}
