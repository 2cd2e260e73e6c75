namespace OrleansDro.Learning.Losses;

/// <summary>Cross-entropy plus soft Dice loss of a case, the mean over the foreground classes; about 0 to 2. There are no options.</summary>
public sealed record DiceCrossEntropyOptions;
