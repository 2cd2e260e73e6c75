namespace OrleansDro.Robustness.Sampling;

/// <summary>A case that a draw can reach, and its recorded loss.</summary>
/// <param name="Case">The case, from 0.</param>
/// <param name="Loss">The recorded loss; NaN if there is none.</param>
public readonly record struct LocatedCase(int Case, double Loss);
