namespace OrleansDro.Learning.Optimization;

/// <summary>Adam with decoupled weight decay: the options of <see cref="Adam"/>.</summary>
public sealed record AdamWOptions : AdamOptions
{
    /// <inheritdoc/>
    public override IOptimizer Create() => new Adam(this, decoupledWeightDecay: true);
}
