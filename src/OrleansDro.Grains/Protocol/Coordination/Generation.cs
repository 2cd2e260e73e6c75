using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Protocol.Coordination;

/// <summary>A set of trainers with an assignment of the micro-batches. Every join, leave or loss of a trainer forms a new one.</summary>
/// <param name="Number">1, 2, ...; never reused, not even by another attempt.</param>
/// <param name="FromStep">The first step that it takes. 0: it takes over the step in flight.</param>
/// <param name="Members">Its trainers; each micro-batch belongs to one of them.</param>
/// <param name="IsObserved">Whether other trainers read its gradients to catch up. If not, a single member does not send them.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.Generation")]
internal sealed record Generation(
    [property: Id(0)] long Number, [property: Id(1)] long FromStep, [property: Id(2)] IReadOnlyList<GenerationMember> Members, [property: Id(3)] bool IsObserved)
{
    /// <summary>Whether the members exchange gradients by an all-reduce or send them to observers.</summary>
    public bool Exchanges => IsObserved || Members.Count > 1;

    /// <summary>The generation that takes a step, or null.</summary>
    public static Generation? InCharge(IEnumerable<Generation> generations, long step) => generations.Where(generation => generation.FromStep <= step).MaxBy(generation => generation.Number);

    /// <summary>The membership of a trainer, or null if it is not a member.</summary>
    public GenerationMember? Find(TrainerId trainer) => Members.FirstOrDefault(member => member.Trainer == trainer);
}
