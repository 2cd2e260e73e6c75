using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Abstractions.Sampling;

/// <summary>The answer to a request for draws: the draws, or that the run is over, or (neither) that they are not there yet.</summary>
/// <param name="Batch">The draws of the step, or null.</param>
/// <param name="IsOver">Whether the run ends before the step.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.DrawReply")]
public sealed record DrawReply([property: Id(0)] BatchDraw? Batch, [property: Id(1)] bool IsOver);
