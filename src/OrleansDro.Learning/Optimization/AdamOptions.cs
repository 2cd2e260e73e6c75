namespace OrleansDro.Learning.Optimization;

/// <summary>Options of <see cref="Adam"/>.</summary>
public record AdamOptions : OptimizerOptions
{
    /// <summary>Decay of the gradient's mean, 0 to below 1. Default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the squared gradient's mean, 0 to below 1. Default 0.999.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the denominator, above 0. Default 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <inheritdoc/>
    public override IOptimizer Create() => new Adam(this, decoupledWeightDecay: false);

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require(Beta1 is >= 0 and < 1, "beta1", "from 0 to below 1", Beta1);
        Require(Beta2 is >= 0 and < 1, "beta2", "from 0 to below 1", Beta2);
        Require(Epsilon > 0, "epsilon", "above 0", Epsilon);
    }
}
