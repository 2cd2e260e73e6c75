namespace OrleansDro.Cli.Diagnosis;

/// <summary>What a finding means, the worst last.</summary>
internal enum FindingStatus
{
    /// <summary>It is as it should be.</summary>
    Ok,

    /// <summary>It works, and something can go wrong or be slow.</summary>
    Warning,

    /// <summary>It does not work.</summary>
    Failure,
}
