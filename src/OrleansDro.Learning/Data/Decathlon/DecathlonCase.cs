namespace OrleansDro.Learning.Data.Decathlon;

/// <summary>The files of one labelled case.</summary>
/// <param name="Id">The name of the label file without its ending.</param>
/// <param name="Images">One file that holds all channels, or one file for each.</param>
/// <param name="Label">The label file.</param>
internal sealed record DecathlonCase(string Id, IReadOnlyList<string> Images, string Label);
