using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.AllReduce;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Audits;

/// <summary>The part of an audited step that is computed twice, and by which trainers. A function of spec, generation and step, so that all trainers find the same plan without communication.</summary>
/// <param name="Owner">The trainer whose part is audited.</param>
/// <param name="Auditor">The trainer that computes the part a second time; never the owner.</param>
/// <param name="Part">The part's number in the <see cref="StepLayout"/> of the generation.</param>
/// <param name="MicroBatches">The part's micro-batches, ascending.</param>
internal sealed record AuditPlan(TrainerId Owner, TrainerId Auditor, int Part, int[] MicroBatches)
{
    /// <summary>Whether a trainer takes part.</summary>
    public bool Concerns(TrainerId trainer) => trainer == Owner || trainer == Auditor;

    /// <summary>Whether a step is audited, provided that two of its trainers can be compared.</summary>
    public static bool IsAudited(RunSpec spec, long step) => spec.Compute.AuditEvery is > 0 and var every && step > 0 && step % every == 0;

    /// <summary>
    /// The members whose gradients can be compared, in the generation's order: those with micro-batches that are not the only ones of their kind. Trainers of different kinds
    /// may round differently without being wrong.
    /// </summary>
    public static GenerationMember[] Comparable(Generation generation)
    {
        var working = generation.Members.Where(member => member.MicroBatches.Length > 0).ToArray();
        return [.. working.Where(member => working.Count(other => other.Kind == member.Kind) > 1)];
    }

    /// <summary>
    /// The plan of a step. In N consecutive audits of N comparable members, each member is the owner once and the auditor once; the parts of an owner take turns.
    /// </summary>
    /// <returns>The plan, or null if the step is not audited or no two members can be compared.</returns>
    public static AuditPlan? Of(RunSpec spec, Generation generation, long step)
    {
        if (!IsAudited(spec, step) || Comparable(generation) is not { Length: > 0 } ring)
        {
            return null;
        }

        var (round, place) = Math.DivRem(step / spec.Compute.AuditEvery, ring.Length);
        var owner = ring[place];
        var ofKind = Array.FindAll(ring, member => member.Kind == owner.Kind);
        var auditor = ofKind[(Array.IndexOf(ofKind, owner) + 1) % ofKind.Length];
        var layout = StepLayout.Of(spec, generation);
        int[] parts = [.. layout.PartsOf(owner)];
        var part = parts[round % parts.Length];
        return new AuditPlan(owner.Trainer, auditor.Trainer, part, layout.Parts[part]);
    }
}
