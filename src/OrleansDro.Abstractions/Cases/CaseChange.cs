namespace OrleansDro.Abstractions.Cases;

/// <summary>
/// A change of a run's cases. Part of the run's record: the same spec, seed and changes give the same draws and the same model.
/// </summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.CaseChange")]
public sealed record CaseChange
{
    /// <summary>What happens.</summary>
    [Id(0)] public required CaseChangeKind Kind { get; init; }

    /// <summary>The ids of the cases, one or more.</summary>
    [Id(1)] public required IReadOnlyList<string> Ids { get; init; }

    /// <summary>Why, for people; required to quarantine.</summary>
    [Id(2)] public string? Reason { get; init; }

    /// <summary>The first step whose draws see the change. Null in a request: the next step that is not drawn yet.</summary>
    [Id(3)] public long? Step { get; init; }
}
