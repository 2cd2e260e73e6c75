namespace OrleansDro.Robustness.Sampling;

/// <summary>How many importance weights were clipped.</summary>
/// <param name="Low">How many were raised to the minimum.</param>
/// <param name="High">How many were lowered to the maximum.</param>
public readonly record struct ClippedWeights(int Low, int High);
