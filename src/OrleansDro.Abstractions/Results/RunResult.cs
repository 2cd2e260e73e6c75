using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;

namespace OrleansDro.Abstractions.Results;

/// <summary>The outcome of a run.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.RunResult")]
public sealed record RunResult
{
    /// <summary>The run's name.</summary>
    [Id(0)] public required string Run { get; init; }

    /// <summary>The spec as it ran.</summary>
    [Id(1)] public required RunSpec Spec { get; init; }

    /// <summary>Committed steps.</summary>
    [Id(2)] public required long StepsCommitted { get; init; }

    /// <summary>SHA-256 of the parameters in name order, in lower-case hex.</summary>
    [Id(3)] public required string ModelHash { get; init; }

    /// <summary>SHA-256 chain over (step, slot, case) of all committed draws, in lower-case hex.</summary>
    [Id(4)] public required string DrawHash { get; init; }

    /// <summary>Draws issued for the committed steps.</summary>
    [Id(5)] public required long DrawsIssued { get; init; }

    /// <summary>Draws whose loss was applied to the history, each exactly once.</summary>
    [Id(6)] public required long DrawsCredited { get; init; }

    /// <summary>Importance weights that were cut at the minimum.</summary>
    [Id(7)] public required long ImportanceClippedLow { get; init; }

    /// <summary>Importance weights that were cut at the maximum.</summary>
    [Id(8)] public required long ImportanceClippedHigh { get; init; }

    /// <summary>Seconds of training, evaluation not included, earlier attempts included.</summary>
    [Id(9)] public required double TrainingSeconds { get; init; }

    /// <summary>Trainable numbers of the model.</summary>
    [Id(10)] public required long ParameterCount { get; init; }

    /// <summary>Names of the classes; class 0 of a segmentation is the background.</summary>
    [Id(11)] public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>The latest losses of the training cases; null where none was seen.</summary>
    [Id(12)] public required TailReport? TrainHardness { get; init; }

    /// <summary>The score on the validation cases; null where there are none.</summary>
    [Id(13)] public required TailReport? Validation { get; init; }

    /// <summary>The loss on the validation cases; null where there are none.</summary>
    [Id(14)] public required TailReport? ValidationLoss { get; init; }

    /// <summary>The loss statistics over time.</summary>
    [Id(15)] public required IReadOnlyList<LossStatistics> Statistics { get; init; }

    /// <summary>The training cases, by index.</summary>
    [Id(16)] public required IReadOnlyList<CaseHardness> Cases { get; init; }

    /// <summary>The validation cases, by index.</summary>
    [Id(17)] public required IReadOnlyList<CaseEvaluation> Evaluation { get; init; }

    /// <summary>Slices of the validation cases that did worst, worst first.</summary>
    [Id(18)] public required IReadOnlyList<CasePreview> Previews { get; init; }

    /// <summary>What happened to the cases while the run went on; with the spec and the seed it decides the result.</summary>
    [Id(19)] public required IReadOnlyList<Cases.CaseChange> Changes { get; init; }

    /// <summary>Slices of the training cases with the largest latest losses, hardest first, as a trainer predicted them at the end. Empty in results of older versions.</summary>
    [Id(20)] public IReadOnlyList<CasePreview> HardestPreviews { get; init; } = [];

    /// <summary>The kinds of trainers that have computed its steps, in the order in which they came; with the spec, the seed and the changes they decide the bits. Empty in results of older versions.</summary>
    [Id(21)] public IReadOnlyList<ComputeFingerprint> Fingerprints { get; init; } = [];

    /// <summary>The validations, by steps; the last one is that of <see cref="Validation"/>. Empty if the spec asks for none while the run trains.</summary>
    [Id(22)] public IReadOnlyList<ValidationPoint> Validations { get; init; } = [];

    /// <summary>The validation of the best state by the spec's statistic; null if the spec asks for none while the run trains.</summary>
    public ValidationPoint? BestValidation => Spec.Validation is { } validation ? ValidationPoint.BestOf(Validations, validation.Best) : null;

    /// <summary>Whether the result can be repeated bit for bit: all steps were computed by trainers of one kind, as far as is known.</summary>
    public bool IsRepeatable => Fingerprints.Count <= 1;
}
