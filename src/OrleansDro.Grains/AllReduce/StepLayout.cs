using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.AllReduce;

/// <summary>The parts that a step's gradient is added up of, numbered from 0. Each is computed as a whole.</summary>
/// <param name="Parts">Of each part its micro-batches, ascending.</param>
internal sealed record StepLayout(IReadOnlyList<int[]> Parts)
{
    /// <summary>
    /// The layout under a generation: each micro-batch is a part, whoever has it; in the fast mode each member's micro-batches are one, so that the layout ends with the generation.
    /// </summary>
    public static StepLayout Of(RunSpec spec, Generation generation) => new(spec.Compute.Mode == ComputeMode.Fast
        ? [.. generation.Members.Select(member => member.MicroBatches).Where(microBatches => microBatches.Length > 0)]
        : [.. Enumerable.Range(0, spec.MicroBatches).Select(microBatch => new[] { microBatch })]);

    /// <summary>The parts that a member computes.</summary>
    public IEnumerable<int> PartsOf(GenerationMember member) => Enumerable.Range(0, Parts.Count).Where(part => member.MicroBatches.Contains(Parts[part][0]));
}
