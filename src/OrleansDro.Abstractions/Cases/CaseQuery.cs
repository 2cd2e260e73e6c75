using OrleansDro.Robustness.History;

namespace OrleansDro.Abstractions.Cases;

/// <summary>Which cases of a run to list.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.CaseQuery")]
public sealed record CaseQuery
{
    /// <summary>The order. Default: hardest first.</summary>
    [Id(0)] public CaseOrder Order { get; init; } = CaseOrder.Hardest;

    /// <summary>How many at most, 1 to 10000. Default 20.</summary>
    [Id(1)] public int Take { get; init; } = 20;

    /// <summary>Only cases of this group; null: all.</summary>
    [Id(2)] public string? Group { get; init; }

    /// <summary>Only cases of this status; null: all but the removed ones.</summary>
    [Id(3)] public CaseStatus? Status { get; init; }
}
