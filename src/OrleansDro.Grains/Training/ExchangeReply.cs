namespace OrleansDro.Grains.Training;

/// <summary>What the reducers know of a step: its gradient, or that it is gone, or (neither) which micro-batches have arrived everywhere.</summary>
internal sealed record ExchangeReply(StepGradient? Gradient, bool IsGone, IReadOnlySet<int> Arrived);
