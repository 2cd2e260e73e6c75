using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Protocol.Audits;

/// <summary>Asks trainers to compute a part of a step because two trainers have computed different gradients for it.</summary>
/// <param name="Id">Identifies the request: each is answered once.</param>
/// <param name="Generation">The number of the generation that takes the step.</param>
/// <param name="Step">The step.</param>
/// <param name="Round">What the answer's <see cref="AuditVote.Round"/> must be, 1 or more.</param>
/// <param name="MicroBatches">The micro-batches to compute in one part, ascending.</param>
/// <param name="Trainers">The trainers that are asked.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.AuditRequest")]
internal sealed record AuditRequest(
    [property: Id(0)] Guid Id,
    [property: Id(1)] long Generation,
    [property: Id(2)] long Step,
    [property: Id(3)] int Round,
    [property: Id(4)] int[] MicroBatches,
    [property: Id(5)] IReadOnlyList<TrainerId> Trainers);
