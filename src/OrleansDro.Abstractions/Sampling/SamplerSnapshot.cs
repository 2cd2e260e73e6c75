using OrleansDro.Abstractions.Runs;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Abstractions.Sampling;

/// <summary>The sampler's state after a committed step: enough to go on with the same draws.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.SamplerSnapshot")]
public sealed record SamplerSnapshot
{
    /// <summary>The last committed step.</summary>
    [Id(0)] public required long Step { get; init; }

    /// <summary>The history, by case.</summary>
    [Id(1)] public required CaseRecord[] Records { get; init; }

    /// <summary>Draws of later steps that were made already.</summary>
    [Id(2)] public required IReadOnlyList<BatchDraw> PendingDraws { get; init; }

    /// <summary>The ledger of the committed steps.</summary>
    [Id(3)] public required DrawLedger Ledger { get; init; }

    /// <summary>The loss statistics so far.</summary>
    [Id(4)] public required IReadOnlyList<LossStatistics> Statistics { get; init; }

    /// <summary>Sum and count of fresh losses since the last record of the statistics.</summary>
    [Id(5)] public required DrawnLosses SinceStatistics { get; init; }

    /// <summary>Seconds of training so far.</summary>
    [Id(6)] public required double TrainingSeconds { get; init; }
}
