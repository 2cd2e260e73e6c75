using OrleansDro.Abstractions.Specs;

namespace OrleansDro.Grains.Protocol.AllReduce;

/// <summary>One slice of the gradient over some micro-batches of a step.</summary>
/// <param name="Step">The step.</param>
/// <param name="Node">The micro-batches, as a node of the tree over all of them.</param>
/// <param name="MicroBatches">The number of micro-batches of the step.</param>
/// <param name="Format">How the values are encoded.</param>
/// <param name="WeightSum">Sum of the cases' importance weights.</param>
/// <param name="Values">Sum over the cases of weight times gradient.</param>
[GenerateSerializer, Alias("OrleansDro.GradientContribution")]
internal sealed record GradientContribution(
    [property: Id(0)] long Step,
    [property: Id(1)] TreeNode Node,
    [property: Id(2)] int MicroBatches,
    [property: Id(3)] GradientFormat Format,
    [property: Id(4)] double WeightSum,
    [property: Id(5)] PooledBlock Values);
