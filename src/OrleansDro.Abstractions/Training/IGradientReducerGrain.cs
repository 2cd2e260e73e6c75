using Orleans.Concurrency;

namespace OrleansDro.Abstractions.Training;

/// <summary>
/// Adds up one slice of the micro-batches' gradients, in an order that depends on the micro-batches' numbers alone. Key: slice and run's name.
/// </summary>
[Alias("OrleansDro.IGradientReducerGrain")]
public interface IGradientReducerGrain : IGrainWithIntegerCompoundKey
{
    /// <summary>Takes the gradient of one micro-batch. One that arrived before is not taken again.</summary>
    [AlwaysInterleave, Alias("Contribute")]
    Task Contribute(GradientContribution contribution);

    /// <summary>The sum over all micro-batches of a step; waits a bounded time for them.</summary>
    /// <returns>The sum, or null where micro-batches are still missing.</returns>
    [AlwaysInterleave, Alias("GetReduced")]
    Task<ReducedGradient?> GetReduced(long step);
}
