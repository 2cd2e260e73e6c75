using System.ComponentModel.DataAnnotations;

namespace OrleansDro.Learning.Optimization;

/// <summary>Adam, with the weight decay added to the gradient: the options of <see cref="Adam"/>.</summary>
public record AdamOptions : OptimizerOptions
{
    /// <summary>Decay of the gradient's mean.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the squared gradient's mean.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the denominator.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double Epsilon { get; init; } = 1e-8;

    /// <inheritdoc/>
    public override IOptimizer Create() => new Adam(this, decoupledWeightDecay: false);
}
