namespace OrleansDro.Robustness.Sampling;

/// <summary>A case on which a draw can fall, and what is on record about it.</summary>
/// <param name="Case">The case, from 0.</param>
/// <param name="Loss">The loss on record; NaN if there is none.</param>
public readonly record struct LocatedCase(int Case, double Loss);
