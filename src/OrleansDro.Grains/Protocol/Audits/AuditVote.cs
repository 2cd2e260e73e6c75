using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Protocol.Audits;

/// <summary>A digest of what a trainer has computed in an audit.</summary>
/// <param name="Trainer">The trainer.</param>
/// <param name="Attempt">The attempt of the run to which its state belongs.</param>
/// <param name="Generation">The number of the generation that takes the step.</param>
/// <param name="Step">The audited step.</param>
/// <param name="Round">0: the computation of the step itself; otherwise the <see cref="AuditRequest.Round"/> of the request.</param>
/// <param name="Digest">A hash of losses, weights and gradient of the audited part, in lower-case hex. It finds wrong arithmetic; it is no protection against an attacker.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.AuditVote")]
internal sealed record AuditVote(
    [property: Id(0)] TrainerId Trainer,
    [property: Id(1)] long Attempt,
    [property: Id(2)] long Generation,
    [property: Id(3)] long Step,
    [property: Id(4)] int Round,
    [property: Id(5)] string Digest);
