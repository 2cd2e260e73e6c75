using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Protocol.Sampling;

/// <summary>The answer to a request for draws: the draws, or that the run is over, or that the step is, or (none of them) that they are not there yet.</summary>
/// <param name="Batch">The draws of the step, or null.</param>
/// <param name="IsOver">Whether the run ends before the step.</param>
/// <param name="IsPast">Whether the step is committed and its draws are not kept any more: nobody can take it again.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.DrawReply")]
internal sealed record DrawReply([property: Id(0)] BatchDraw? Batch, [property: Id(1)] bool IsOver, [property: Id(2)] bool IsPast = false);
