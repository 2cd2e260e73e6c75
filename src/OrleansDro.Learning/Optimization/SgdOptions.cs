using System.ComponentModel.DataAnnotations;

namespace OrleansDro.Learning.Optimization;

/// <summary>Options of <see cref="Sgd"/>.</summary>
public sealed record SgdOptions : OptimizerOptions
{
    /// <summary>Momentum, 0 to below 1. Default 0.9.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Momentum { get; init; } = 0.9;

    /// <summary>Whether the gradient is taken after the momentum's move (Nesterov). Default true.</summary>
    public bool Nesterov { get; init; } = true;

    /// <inheritdoc/>
    public override IOptimizer Create() => new Sgd(this);
}
