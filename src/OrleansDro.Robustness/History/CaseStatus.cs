namespace OrleansDro.Robustness.History;

/// <summary>The status of a case.</summary>
public enum CaseStatus
{
    /// <summary>No loss has been reported yet.</summary>
    Unseen = 0,

    /// <summary>It has a recorded loss.</summary>
    Seen = 1,

    /// <summary>It gave a loss that is not finite, could not be read, or a user quarantined it: it is not drawn until it is released.</summary>
    Quarantined = 2,

    /// <summary>It is no longer one of the run's cases. Its index is not used again.</summary>
    Removed = 3,
}
