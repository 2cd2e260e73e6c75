using OrleansDro.Grains.AllReduce.Gradients;

namespace OrleansDro.Grains.AllReduce.Reducers;

/// <summary>
/// What is known of a step: its gradient, which is the asker's to dispose of, or that it is gone, or (neither) which micro-batches have arrived and whether some member is past it.
/// </summary>
internal sealed record ExchangeReply(StepGradient? Gradient, bool IsGone, IReadOnlySet<int> Arrived, bool IsPassed = false);
