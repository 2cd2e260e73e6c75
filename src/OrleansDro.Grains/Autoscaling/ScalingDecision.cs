using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Autoscaling;

/// <summary>How many trainers a run wants.</summary>
/// <param name="Wanted">How many.</param>
/// <param name="Reason">Why so many, and no more.</param>
/// <param name="Explanation">The same in a sentence.</param>
internal sealed record ScalingDecision(int Wanted, ScalingReason Reason, string Explanation);
