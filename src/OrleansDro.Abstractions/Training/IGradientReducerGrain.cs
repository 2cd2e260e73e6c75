using Orleans.Concurrency;

namespace OrleansDro.Abstractions.Training;

/// <summary>
/// Adds up one slice of the micro-batches' gradients, in an order that depends on the micro-batches' numbers alone. Key: slice and <c>run/generation</c>.
/// A new generation has new reducers: what a trainer that was thrown out still sends reaches nobody.
/// </summary>
[Alias("OrleansDro.IGradientReducerGrain")]
public interface IGradientReducerGrain : IGrainWithIntegerCompoundKey
{
    /// <summary>The key extension of a generation's reducers.</summary>
    static string KeyOf(string run, long generation) => FormattableString.Invariant($"{run}/{generation}");

    /// <summary>Takes the gradient of one micro-batch. One that arrived before is not taken again.</summary>
    [AlwaysInterleave, Alias("Contribute")]
    Task Contribute(GradientContribution contribution);

    /// <summary>Takes a gradient that another generation has reduced, for members that have not applied it.</summary>
    [AlwaysInterleave, Alias("Supply")]
    Task Supply(long step, ReducedGradient reduced);

    /// <summary>The sum over all micro-batches of a step; waits for them for a while.</summary>
    /// <param name="step">The step.</param>
    /// <param name="patience">How long to wait, at most some seconds.</param>
    [AlwaysInterleave, Alias("GetReduced")]
    Task<ReduceReply> GetReduced(long step, TimeSpan patience);
}
