using OrleansDro.Abstractions.Results;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Protocol.Sampling;

/// <summary>The sampler's state after a committed step: it is enough to continue with the same draws.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.SamplerSnapshot")]
internal sealed record SamplerSnapshot
{
    /// <summary>The last committed step.</summary>
    [Id(0)] public required long Step { get; init; }

    /// <summary>The state of the cases, by index.</summary>
    [Id(1)] public required ShardSnapshot Cases { get; init; }

    /// <summary>Draws of later steps that exist already.</summary>
    [Id(2)] public required IReadOnlyList<BatchDraw> PendingDraws { get; init; }

    /// <summary>The ledger of the committed steps.</summary>
    [Id(3)] public required DrawLedger Ledger { get; init; }

    /// <summary>The loss statistics so far.</summary>
    [Id(4)] public required IReadOnlyList<LossStatistics> Statistics { get; init; }

    /// <summary>What was reported since the latest statistics.</summary>
    [Id(5)] public required StatisticsWindow Window { get; init; }

    /// <summary>Seconds of training so far.</summary>
    [Id(6)] public required double TrainingSeconds { get; init; }

    /// <summary>The inverse temperature as of the last draw.</summary>
    [Id(7)] public required double Beta { get; init; }

    /// <summary>The first step of the present number of cases: 0, or that of the latest addition.</summary>
    [Id(8)] public required long GrownAt { get; init; }

    /// <summary>All changes of the cases so far, in the order in which they were requested. The last ones may have steps that are not drawn yet.</summary>
    [Id(9)] public required IReadOnlyList<ScheduledChange> Changes { get; init; }

    /// <summary>The records of the cases, by index.</summary>
    public CaseRecord[] Records => Cases.Records;
}
