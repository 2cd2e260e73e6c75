namespace OrleansDro.Abstractions.Cases;

/// <summary>What happens to cases while a run goes on.</summary>
[GenerateSerializer, Alias("OrleansDro.CaseChangeKind")]
public enum CaseChangeKind
{
    /// <summary>They are not drawn until they are released; their history stays.</summary>
    Quarantine,

    /// <summary>They can be drawn again, ranked by the loss on record.</summary>
    Release,

    /// <summary>They join the run's cases, with the next free indices.</summary>
    Add,

    /// <summary>They are not drawn any more and leave all statistics. Their indices are not used again.</summary>
    Remove,
}
