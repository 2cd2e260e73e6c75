namespace OrleansDro.Learning.Data.Augmentation;

/// <summary>Which axes are mirrored.</summary>
internal readonly record struct Flips(bool Depth, bool Height, bool Width);
