namespace OrleansDro.Dashboard.Sources;

/// <summary>One result of a run on the validation cases.</summary>
/// <param name="Name">What it is, such as <c>dice, mean</c>.</param>
/// <param name="Value">The number.</param>
/// <param name="Note">What it belongs to, such as the name of the worst group; null if it needs no note.</param>
internal sealed record HeldOutResult(string Name, double Value, string? Note = null);
