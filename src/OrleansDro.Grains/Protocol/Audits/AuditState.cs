namespace OrleansDro.Grains.Protocol.Audits;

/// <summary>The state of an audit, for a trainer that takes part in it.</summary>
[GenerateSerializer, Alias("OrleansDro.AuditState")]
internal enum AuditState
{
    /// <summary>The trainer may continue: the gradients agree, or the audit no longer applies.</summary>
    Settled,

    /// <summary>The other trainer has not voted yet.</summary>
    Waiting,

    /// <summary>The gradients differ: the trainer must not share its own and may be asked to compute the part again.</summary>
    Disputed,
}
