namespace OrleansDro.Learning.Losses;

/// <summary>Cross-entropy, the mean over the voxels of a case or that of its one label, in nats. There are no options.</summary>
public sealed record CrossEntropyOptions;
