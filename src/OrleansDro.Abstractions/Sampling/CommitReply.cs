using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Abstractions.Sampling;

/// <summary>What came of a commit.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.CommitReply")]
public sealed record CommitReply
{
    /// <summary>Slots whose losses are still missing; 0 means that the step is committed.</summary>
    [Id(0)] public int MissingSlots { get; init; }

    /// <summary>The shard's mass after the step.</summary>
    [Id(1)] public HardnessMass Mass { get; init; }

    /// <summary>Draws whose loss was applied.</summary>
    [Id(2)] public int Credited { get; init; }

    /// <summary>Importance weights that were cut at the minimum.</summary>
    [Id(3)] public int ClippedLow { get; init; }

    /// <summary>Importance weights that were cut at the maximum.</summary>
    [Id(4)] public int ClippedHigh { get; init; }

    /// <summary>The fresh losses.</summary>
    [Id(5)] public DrawnLosses Losses { get; init; }
}
