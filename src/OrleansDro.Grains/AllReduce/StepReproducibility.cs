using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.AllReduce;

/// <summary>
/// Whether the gradient of a step has the same bits for all trainers and generations that may compute its parts. If it has, a part may be computed twice, and the first to arrive
/// counts. If not, only its owner computes a part, the parts of one generation are of no use to the next, and a trainer that may have taken a step with another gradient than the
/// other trainers has to discard its state.
/// </summary>
internal static class StepReproducibility
{
    /// <summary>Decides for the step in flight.</summary>
    /// <param name="spec">The run's spec: in the fast mode the parts depend on the generation.</param>
    /// <param name="recent">
    /// The latest generations, any of which may have started the step: all of their members must be of one kind. Silos of an older version report no kind; if none is reported,
    /// they count as one.
    /// </param>
    public static bool IsBitIdentical(RunSpec spec, IEnumerable<Generation> recent) =>
        spec.Compute.Mode == ComputeMode.Exact && recent.SelectMany(generation => generation.Members).Select(member => member.Kind).Distinct().Count() <= 1;
}
