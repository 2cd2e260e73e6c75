namespace OrleansDro.Learning.Data;

/// <summary>What is known of a case before it is loaded.</summary>
/// <param name="Id">Unique in its data set; what files and reports call the case.</param>
/// <param name="Group">The subgroup that tail metrics are also reported for, or null.</param>
public sealed record CaseDescription(string Id, string? Group = null);
