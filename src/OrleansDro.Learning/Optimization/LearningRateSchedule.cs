using System.ComponentModel.DataAnnotations;
using OrleansDro.Learning.Configuration;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Optimization;

/// <summary>The course of the learning rate over a run.</summary>
public sealed record LearningRateSchedule
{
    /// <summary>The curve after the warm-up.</summary>
    public LearningRateCurve Name { get; init; } = LearningRateCurve.Polynomial;

    /// <summary>Exponent of the polynomial curve. The default is that of nnU-Net.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double Power { get; init; } = 0.9;

    /// <summary>Steps over which the rate rises in a straight line from near 0.</summary>
    [Range(0, double.MaxValue)]
    public int WarmUpSteps { get; init; }

    /// <summary>The factor on the learning rate at a step, 0 to 1.</summary>
    /// <param name="step">The step from 0.</param>
    /// <param name="steps">Steps of the run.</param>
    public double Factor(long step, long steps)
    {
        if (step < WarmUpSteps)
        {
            return (step + 1.0) / (WarmUpSteps + 1.0);
        }

        var progress = (double)(step - WarmUpSteps) / Math.Max(1, steps - WarmUpSteps);
        return Name switch
        {
            LearningRateCurve.Constant => 1,
            LearningRateCurve.Polynomial => Math.Pow(1 - progress, Power),
            LearningRateCurve.Cosine => 0.5 * (1 + Math.Cos(Math.PI * progress)),
            _ => throw new InvalidInputException($"optimizer.schedule.name '{Name}' is unknown."),
        };
    }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="InvalidInputException">A value is out of its range; the message names the field.</exception>
    public void Validate() => OptionCheck.Ranges(this, "optimizer.schedule");
}
