using Orleans.Concurrency;
using OrleansDro.Abstractions.Cases;

namespace OrleansDro.Grains.Protocol.Cases;

/// <summary>
/// One training case of one run, which holds its latest loss. Key: the case's index and the run's name. It is told of a step right after its shard's index, and does the
/// same. It may be put to sleep when nobody has talked to it for a while; its shard keeps what it knew and gives it back when it is talked to again.
/// </summary>
[Alias("OrleansDro.ICaseGrain")]
internal interface ICaseGrain : IGrainWithIntegerCompoundKey
{
    /// <summary>
    /// Credits a step's losses to the case. A step that was credited before changes nothing, so that a repeated message is harmless.
    /// </summary>
    /// <param name="step">The step.</param>
    /// <param name="losses">The fresh losses of the slots that drew the case in this step, in slot order; not finite quarantines the case.</param>
    /// <param name="momentum">History momentum m: the record becomes m old + (1 - m) fresh.</param>
    /// <param name="problem">Why a loss is not finite, where more is known than that; else null.</param>
    /// <param name="shard">
    /// The shard that asks for it. Where it was begun anew since the case last heard of it, the case takes over what it knows first; where it lives in another silo,
    /// the case follows it.
    /// </param>
    [Alias("Credit")]
    ValueTask Credit(long step, [Immutable] float[] losses, double momentum, string? problem, ShardStamp shard);

    /// <summary>Quarantines, releases or removes the case.</summary>
    /// <param name="kind">What happens to it; not <see cref="CaseChangeKind.Add"/>.</param>
    /// <param name="reason">Why, or null.</param>
    /// <param name="shard">As in <see cref="Credit"/>.</param>
    /// <returns>What the case now holds.</returns>
    [Alias("Change")]
    ValueTask<CaseState> Change(CaseChangeKind kind, string? reason, ShardStamp shard);

    /// <summary>What the case holds, with its recent losses.</summary>
    [Alias("GetState")]
    ValueTask<CaseState> GetState();

    /// <summary>Puts the case to sleep, as its shard moves to another silo: it wakes up beside it.</summary>
    [OneWay, Alias("Sleep")]
    ValueTask Sleep();
}
