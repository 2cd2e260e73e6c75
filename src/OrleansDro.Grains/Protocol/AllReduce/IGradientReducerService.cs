using Orleans.Services;

namespace OrleansDro.Grains.Protocol.AllReduce;

/// <summary>
/// Adds up slices of the micro-batches' gradients, in an order that depends on the micro-batches' numbers alone. Each silo has one service, which is called by the silo's address:
/// a grain would have to be looked up in the directory, which is distributed over all silos, so that one suspended silo would delay generations that do not include it.
/// </summary>
[Alias("OrleansDro.IGradientReducerService")]
internal interface IGradientReducerService : IGrainService
{
    /// <summary>Takes the gradient over some micro-batches. One that arrived before is not taken again.</summary>
    [Alias("Contribute")]
    Task Contribute(GradientSlice slice, GradientContribution contribution);

    /// <summary>Takes a gradient that another generation has reduced, for members that have not applied it.</summary>
    [Alias("Supply")]
    Task PutReduced(GradientSlice slice, long step, ReducedGradient reduced);

    /// <summary>Gets the sum over all micro-batches of a step; waits for them for the given time.</summary>
    /// <param name="slice">The slice.</param>
    /// <param name="step">The step.</param>
    /// <param name="timeout">How long to wait, at most some seconds.</param>
    [Alias("GetReduced")]
    Task<ReduceReply> GetReduced(GradientSlice slice, long step, TimeSpan timeout);
}
