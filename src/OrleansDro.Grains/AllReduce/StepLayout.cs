using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.AllReduce;

/// <summary>The parts whose sum is the gradient of a step, numbered from 0. Each part is computed as a whole.</summary>
/// <param name="Parts">The micro-batches of each part, ascending.</param>
internal sealed record StepLayout(IReadOnlyList<int[]> Parts)
{
    /// <summary>
    /// The layout under a generation: each micro-batch is a part, whichever member has it; in the fast mode the micro-batches of each member are one part, so that the layout is
    /// valid for this generation only.
    /// </summary>
    public static StepLayout Of(RunSpec spec, Generation generation) => new(spec.Compute.Mode == ComputeMode.Fast
        ? [.. generation.Members.Select(member => member.MicroBatches).Where(microBatches => microBatches.Length > 0)]
        : [.. Enumerable.Range(0, spec.MicroBatches).Select(microBatch => new[] { microBatch })]);

    /// <summary>The parts that a member computes.</summary>
    public IEnumerable<int> PartsOf(GenerationMember member) => Enumerable.Range(0, Parts.Count).Where(part => member.MicroBatches.Contains(Parts[part][0]));
}
