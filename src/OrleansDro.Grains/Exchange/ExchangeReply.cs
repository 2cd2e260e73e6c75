using OrleansDro.Abstractions.Exchange;

namespace OrleansDro.Grains.Exchange;

/// <summary>What the reducers know of a step: its gradient, or that it is gone, or (neither) which micro-batches have arrived everywhere.</summary>
internal sealed record ExchangeReply(StepGradient? Gradient, bool IsGone, IReadOnlySet<int> Arrived)
{
    /// <summary>Whether all micro-batches of a node have arrived.</summary>
    /// <param name="node">The node.</param>
    /// <param name="microBatches">Micro-batches of the step.</param>
    public bool HasAllOf(TreeNode node, int microBatches) =>
        Enumerable.Range(node.First, Math.Min(node.End, microBatches) - node.First).All(Arrived.Contains);
}
