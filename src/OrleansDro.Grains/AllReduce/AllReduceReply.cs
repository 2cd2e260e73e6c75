using OrleansDro.Grains.AllReduce.Gradients;

namespace OrleansDro.Grains.AllReduce;

/// <summary>The answer to a request for the gradient of a step. The nested types are all that exist.</summary>
internal abstract record AllReduceReply
{
    private AllReduceReply()
    {
    }

    /// <summary>The gradient is complete.</summary>
    /// <param name="Gradient">The gradient over all micro-batches; the caller disposes it.</param>
    public sealed record Reduced(StepGradient Gradient) : AllReduceReply;

    /// <summary>The step is over, and its gradient is not kept any more.</summary>
    public sealed record Gone : AllReduceReply
    {
        /// <summary>The only instance.</summary>
        public static Gone Instance { get; } = new();
    }

    /// <summary>Some micro-batches are missing.</summary>
    /// <param name="Arrived">The numbers of the micro-batches that have arrived.</param>
    /// <param name="IsPassed">Whether some member has contributed to a later step, so that it has taken this one already.</param>
    public sealed record Pending(IReadOnlySet<int> Arrived, bool IsPassed) : AllReduceReply;
}
