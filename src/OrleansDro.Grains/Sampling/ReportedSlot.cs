namespace OrleansDro.Grains.Sampling;

/// <summary>What a trainer reported of one slot.</summary>
internal readonly record struct ReportedSlot(float Loss, sbyte Clip);
