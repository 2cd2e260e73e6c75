using System.Collections.Immutable;

namespace OrleansDro.Robustness.Sampling;

/// <summary>The draws of one step.</summary>
/// <param name="Step">The step, from 0.</param>
/// <param name="Draws">The draws in the order of their slots.</param>
/// <param name="FloorProbability">The part of each case's probability that uniform draws gave at the start of the batch.</param>
/// <param name="Beta">The inverse temperature under which the batch was drawn.</param>
public sealed record BatchDraw(long Step, ImmutableArray<Draw> Draws, double FloorProbability, double Beta);
