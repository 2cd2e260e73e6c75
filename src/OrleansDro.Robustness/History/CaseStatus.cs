namespace OrleansDro.Robustness.History;

/// <summary>What is known of a case.</summary>
public enum CaseStatus
{
    /// <summary>No loss has been reported yet.</summary>
    Unseen = 0,

    /// <summary>Its latest loss is on record.</summary>
    Seen = 1,

    /// <summary>It gave a loss that is not finite, or could not be read: it is never drawn again.</summary>
    Quarantined = 2,
}
