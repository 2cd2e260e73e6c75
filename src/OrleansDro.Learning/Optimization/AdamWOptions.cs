namespace OrleansDro.Learning.Optimization;

/// <summary>Options of <see cref="Adam"/> with decoupled weight decay.</summary>
public sealed record AdamWOptions : AdamOptions
{
    /// <inheritdoc/>
    public override IOptimizer Create() => new Adam(this, decoupledWeightDecay: true);
}
