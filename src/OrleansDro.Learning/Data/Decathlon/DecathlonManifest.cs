namespace OrleansDro.Learning.Data.Decathlon;

/// <summary>What a dataset.json declares.</summary>
/// <param name="ChannelCount">Channels of each case's image.</param>
/// <param name="Labels">The labels as the files hold them, ascending from 0, and their names; the position is the class.</param>
/// <param name="Cases">The labelled cases.</param>
internal sealed record DecathlonManifest(int ChannelCount, IReadOnlyList<(int Value, string Name)> Labels, IReadOnlyList<DecathlonCase> Cases);
