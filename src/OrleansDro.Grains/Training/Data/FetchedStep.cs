namespace OrleansDro.Grains.Training.Data;

/// <summary>A step as the sampler has it: what goes into it, or that the run ends before it, or that it can only be watched, or (none of them) that its draws are not there yet.</summary>
/// <param name="Input">What goes into it, or null.</param>
/// <param name="IsOver">Whether the run ends before it.</param>
/// <param name="IsPast">Whether it was taken by others, and cannot be taken again.</param>
internal sealed record FetchedStep(StepInput? Input, bool IsOver, bool IsPast);
