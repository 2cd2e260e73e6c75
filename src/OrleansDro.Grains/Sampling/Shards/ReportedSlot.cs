namespace OrleansDro.Grains.Sampling.Shards;

/// <summary>The report of a trainer about one slot.</summary>
/// <param name="Loss">The fresh loss.</param>
/// <param name="Clip">-1 if its importance weight was clipped at the minimum, 1 at the maximum, else 0.</param>
/// <param name="Problem">The reason for which its case could not be read, or null.</param>
/// <param name="LabelLosses">The losses of its labels; empty if the loss has none.</param>
internal readonly record struct ReportedSlot(float Loss, sbyte Clip, string? Problem, ReadOnlyMemory<float> LabelLosses);
