using Orleans.Services;

namespace OrleansDro.Grains.Protocol.AllReduce;

/// <summary>
/// Adds up slices of the micro-batches' gradients, in an order that depends on the micro-batches' numbers alone. Each silo has one, and is asked for by its address: a grain
/// would have to be looked up in the directory, whose parts lie in all silos, so that one silo that stands still would hold up a generation without it.
/// </summary>
[Alias("OrleansDro.IGradientReducerService")]
internal interface IGradientReducerService : IGrainService
{
    /// <summary>Takes the gradient of one micro-batch. One that arrived before is not taken again.</summary>
    [Alias("Contribute")]
    Task Contribute(GradientSlice slice, GradientContribution contribution);

    /// <summary>Takes a gradient that another generation has reduced, for members that have not applied it.</summary>
    [Alias("Supply")]
    Task Supply(GradientSlice slice, long step, ReducedGradient reduced);

    /// <summary>The sum over all micro-batches of a step; waits for them for a while.</summary>
    /// <param name="slice">The slice.</param>
    /// <param name="step">The step.</param>
    /// <param name="patience">How long to wait, at most some seconds.</param>
    [Alias("GetReduced")]
    Task<ReduceReply> GetReduced(GradientSlice slice, long step, TimeSpan patience);
}
