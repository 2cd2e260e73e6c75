namespace OrleansDro.Abstractions.Results;

/// <summary>The cases of one group.</summary>
/// <param name="Group">The group's name.</param>
/// <param name="Cases">How many cases it has, at least 1.</param>
/// <param name="Mean">Their mean loss or score.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.GroupSummary")]
public sealed record GroupSummary([property: Id(0)] string Group, [property: Id(1)] int Cases, [property: Id(2)] double Mean);
