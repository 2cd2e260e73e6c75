namespace OrleansDro.Grains.Protocol.AllReduce;

/// <summary>
/// The answer to a request for a slice of a reduced gradient, as silos send it: the gradient, or gone, or neither, if micro-batches are missing. Created by its three factories.
/// </summary>
/// <param name="Reduced">The gradient over all micro-batches, or null.</param>
/// <param name="Arrived">The micro-batches that have arrived, if others are missing.</param>
/// <param name="IsGone">Whether the step is over and its gradient is not kept any more.</param>
/// <param name="IsPassed">Whether some member has contributed to a later step, so that it has taken this one already.</param>
[GenerateSerializer, Alias("OrleansDro.ReduceReply")]
internal sealed record ReduceReply(
    [property: Id(0)] ReducedGradient? Reduced, [property: Id(1)] int[] Arrived, [property: Id(2)] bool IsGone, [property: Id(3)] bool IsPassed = false)
{
    /// <summary>The step is over, and its gradient is not kept any more.</summary>
    public static ReduceReply Gone { get; } = new(null, [], IsGone: true);

    /// <summary>The slice is complete.</summary>
    public static ReduceReply Of(ReducedGradient reduced) => new(reduced, [], IsGone: false);

    /// <summary>Some micro-batches are missing.</summary>
    /// <param name="arrived">Those that have arrived.</param>
    /// <param name="isPassed">Whether some member has contributed to a later step.</param>
    public static ReduceReply Pending(int[] arrived, bool isPassed) => new(null, arrived, IsGone: false, isPassed);
}
