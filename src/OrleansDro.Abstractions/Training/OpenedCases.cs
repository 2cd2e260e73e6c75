namespace OrleansDro.Abstractions.Training;

/// <summary>What came of a request to open further training cases.</summary>
/// <param name="Labels">The cases, in the order in which they were asked for; empty where they cannot be used.</param>
/// <param name="Problem">Why they cannot be used, or null.</param>
/// <param name="IsExtensible">Whether the data set can take in further cases at all.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.OpenedCases")]
public sealed record OpenedCases([property: Id(0)] CaseLabel[] Labels, [property: Id(1)] string? Problem, [property: Id(2)] bool IsExtensible = true);
