namespace OrleansDro.Learning.Data.Decathlon;

/// <summary>The declarations of a dataset.json.</summary>
/// <param name="Layout">The paths of a case's files, and their channels.</param>
/// <param name="Labels">The labels in the files, ascending from 0, and their names; the position is the class.</param>
/// <param name="Cases">The labeled cases.</param>
internal sealed record DecathlonManifest(DecathlonLayout Layout, IReadOnlyList<(int Value, string Name)> Labels, IReadOnlyList<DecathlonCase> Cases);
