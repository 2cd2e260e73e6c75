using OrleansDro.Abstractions.Specs;

namespace OrleansDro.Grains.Protocol.AllReduce;

/// <summary>One slice of the gradient over some of a step's micro-batches.</summary>
/// <param name="Step">The step.</param>
/// <param name="Node">Over which.</param>
/// <param name="MicroBatches">Micro-batches of the step.</param>
/// <param name="Format">How the values are written.</param>
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
