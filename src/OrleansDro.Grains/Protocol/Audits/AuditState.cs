namespace OrleansDro.Grains.Protocol.Audits;

/// <summary>Where an audit stands, for a trainer that takes part in it.</summary>
[GenerateSerializer, Alias("OrleansDro.AuditState")]
internal enum AuditState
{
    /// <summary>The trainer may go on: the gradients agree, or there is nothing to compare any more.</summary>
    Settled,

    /// <summary>The other trainer has not voted yet.</summary>
    Waiting,

    /// <summary>The gradients differ: the trainer must not give its own to anybody, and may be asked to compute the part once more.</summary>
    Disputed,
}
