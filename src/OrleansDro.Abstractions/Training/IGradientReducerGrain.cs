using Orleans.Concurrency;

namespace OrleansDro.Abstractions.Training;

/// <summary>
/// Adds up one slice of the micro-batches' gradients, in an order that depends on the micro-batches' numbers alone. Key: see <see cref="KeyOf"/>. It lives beside a member of
/// its generation. A new generation has new reducers: what a trainer that was thrown out still sends reaches nobody, and nobody waits for a silo that stands still.
/// </summary>
[Alias("OrleansDro.IGradientReducerGrain")]
public interface IGradientReducerGrain : IGrainWithStringKey
{
    /// <summary>The key of a generation's reducer of a slice: members take turns to have one beside them.</summary>
    static string KeyOf(string run, Generation generation, int slice) =>
        FormattableString.Invariant($"{generation.Members[slice % generation.Members.Count].Trainer.Silo}/{slice}/{run}/{generation.Number}");

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
