namespace OrleansDro.Learning.Data;

/// <summary>The facts about a case that are known before it is loaded.</summary>
/// <param name="Id">The case's name in files and reports; unique in its data set.</param>
/// <param name="Group">The subgroup that tail metrics are also reported for, or null.</param>
public sealed record CaseDescription(string Id, string? Group = null);
