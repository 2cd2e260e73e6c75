namespace OrleansDro.Grains.Protocol.AllReduce;

/// <summary>The answer to a request for a reduced gradient: the gradient, or that it is gone, or (neither) what has arrived.</summary>
/// <param name="Reduced">The gradient over all micro-batches, or null.</param>
/// <param name="Arrived">The micro-batches that have arrived, while others have not.</param>
/// <param name="IsGone">Whether the step is over and its gradient not kept any more.</param>
/// <param name="IsPassed">Whether some member has given something for a later step: it has taken this one already.</param>
[GenerateSerializer, Alias("OrleansDro.ReduceReply")]
internal sealed record ReduceReply(
    [property: Id(0)] ReducedGradient? Reduced, [property: Id(1)] int[] Arrived, [property: Id(2)] bool IsGone, [property: Id(3)] bool IsPassed = false);
