using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Autoscaling;

/// <summary>A decision on how many trainers a run wants.</summary>
/// <param name="Wanted">The number of trainers.</param>
/// <param name="Reason">Why this number, and not a larger one.</param>
/// <param name="Explanation">The reason as a sentence.</param>
internal sealed record ScalingDecision(int Wanted, ScalingReason Reason, string Explanation);
