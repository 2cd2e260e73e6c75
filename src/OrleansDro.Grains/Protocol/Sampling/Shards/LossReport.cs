namespace OrleansDro.Grains.Protocol.Sampling.Shards;

/// <summary>Fresh losses of some slots of a step, in arrays of the same length.</summary>
/// <param name="Step">The step.</param>
/// <param name="Slots">The slots.</param>
/// <param name="Losses">The loss of each; not finite if the case could not be computed.</param>
/// <param name="Clips">For each -1 if its importance weight was clipped at the minimum, 1 at the maximum, else 0.</param>
/// <param name="Problems">For each the reason for which its case could not be read, or null. Null if all could be read.</param>
/// <param name="Attempt">The attempt of the run whose model gave the losses. The sampler ignores losses of another attempt. 0: any attempt.</param>
/// <param name="LabelLosses">
/// The losses of the labels, slot by slot, the same number for each; null if the loss has none. Not finite if the case could not be computed.
/// </param>
[GenerateSerializer, Immutable, Alias("OrleansDro.LossReport")]
internal sealed record LossReport(
    [property: Id(0)] long Step,
    [property: Id(1)] int[] Slots,
    [property: Id(2)] float[] Losses,
    [property: Id(3)] sbyte[] Clips,
    [property: Id(4)] string?[]? Problems = null,
    [property: Id(5)] long Attempt = 0,
    [property: Id(6)] float[]? LabelLosses = null);
