using System.ComponentModel.DataAnnotations;

namespace OrleansDro.Abstractions.Specs;

/// <summary>
/// Everything that decides a run's result. Runs with the same spec, seed and device type draw the same cases and end with the same bits, for any number
/// of trainers.
/// </summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.RunSpec")]
public sealed record RunSpec
{
    /// <summary>A name for people: letters, digits, '-', '_' and '.', and not of '.' alone.</summary>
    [Id(0)] public string Name { get; init; } = "run";

    /// <summary>Keys all random numbers of the run.</summary>
    [Id(1)] public long Seed { get; init; }

    /// <summary>Optimizer updates.</summary>
    [Range(1, double.MaxValue)]
    [Id(2)] public required int Steps { get; init; }

    /// <summary>Cases drawn for each step.</summary>
    [Range(1, double.MaxValue)]
    [Id(3)] public required int BatchSize { get; init; }

    /// <summary>
    /// Equal slices of the batch, each computed by one forward and backward pass; divides the batch. At most this many trainers
    /// can work at once. It belongs to the run, not to the number of trainers, so that the result does not depend on the latter.
    /// </summary>
    [Range(1, double.MaxValue)]
    [Id(4)] public int MicroBatches { get; init; } = 1;

    /// <summary>
    /// Steps that the draws run ahead of the history: 0 draws step t from the losses of step t - 1; 1 from those of
    /// step t - 2, so that data loads while the step before computes.
    /// </summary>
    [Range(0, 1)]
    [Id(5)] public int DrawAhead { get; init; } = 1;

    /// <summary>The data set.</summary>
    [Id(6)] public required ComponentSpec Data { get; init; }

    /// <summary>The network.</summary>
    [Id(7)] public required ComponentSpec Model { get; init; }

    /// <summary>The per-case loss.</summary>
    [Id(8)] public required ComponentSpec Loss { get; init; }

    /// <summary>The optimizer with its learning rate and schedule.</summary>
    [Id(9)] public required ComponentSpec Optimizer { get; init; }

    /// <summary>How cases are drawn.</summary>
    [Id(10)] public required ComponentSpec Sampling { get; init; }

    /// <summary>What the trainers compute on.</summary>
    [Id(11)] public ComputeSpec Compute { get; init; } = new();

    /// <summary>When the run saves itself.</summary>
    [Id(12)] public CheckpointSpec Checkpoint { get; init; } = new();

    /// <summary>Steps between two records of the loss statistics over all cases (the curves of the report).</summary>
    [Range(1, double.MaxValue)]
    [Id(13)] public int StatisticsEvery { get; init; } = 10;

    /// <summary>
    /// Whether every case is read once before the first step, so that a damaged file is an error at the start. Without it a case that
    /// cannot be read is quarantined when it is drawn.
    /// </summary>
    [Id(14)] public bool CheckData { get; init; } = true;

    /// <summary>How trainers exchange gradients.</summary>
    [Id(15)] public ExchangeSpec Exchange { get; init; } = new();

    /// <summary>Steps that micro-batches take on their own between two exchanges. None: gradients are exchanged at every step.</summary>
    [Id(16)] public LocalUpdateSpec? LocalUpdates { get; init; }

    /// <summary>Validation while the run trains. None: the validation cases are predicted once, at the end.</summary>
    [Id(17)] public ValidationSpec? Validation { get; init; }
}
