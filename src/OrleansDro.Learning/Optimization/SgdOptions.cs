using System.ComponentModel.DataAnnotations;

namespace OrleansDro.Learning.Optimization;

/// <summary>Stochastic gradient descent with momentum: the options of <see cref="Sgd"/>.</summary>
public sealed record SgdOptions : OptimizerOptions
{
    /// <summary>Momentum.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Momentum { get; init; } = 0.9;

    /// <summary>Whether the gradient is taken after the momentum's move (Nesterov).</summary>
    public bool Nesterov { get; init; } = true;

    /// <inheritdoc/>
    public override IOptimizer Create() => new Sgd(this);
}
