namespace OrleansDro.Learning.Data.Decathlon;

/// <summary>What a dataset.json declares.</summary>
/// <param name="Layout">Where the files of a case lie, and the channels that they hold.</param>
/// <param name="Labels">The labels as the files hold them, ascending from 0, and their names; the position is the class.</param>
/// <param name="Cases">The labeled cases.</param>
internal sealed record DecathlonManifest(DecathlonLayout Layout, IReadOnlyList<(int Value, string Name)> Labels, IReadOnlyList<DecathlonCase> Cases);
