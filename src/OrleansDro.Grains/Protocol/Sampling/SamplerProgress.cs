using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Protocol.Sampling;

/// <summary>The progress of a run's steps.</summary>
/// <param name="StepsCommitted">Committed steps, earlier attempts included.</param>
/// <param name="Waiting">Why the next step waits.</param>
/// <param name="WaitingFor">The same in words; null while it moves.</param>
/// <param name="Statistics">The latest loss statistics, or null.</param>
/// <param name="LastStep">The step after which this attempt ends.</param>
/// <param name="Ledger">The ledger of the draws, or null while the sampler recovers.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.SamplerProgress")]
internal sealed record SamplerProgress(
    [property: Id(0)] long StepsCommitted,
    [property: Id(4)] WaitReason Waiting,
    [property: Id(1)] string? WaitingFor,
    [property: Id(2)] LossStatistics? Statistics,
    [property: Id(3)] long LastStep,
    [property: Id(5)] DrawLedger? Ledger = null);
