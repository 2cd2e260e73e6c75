namespace OrleansDro.Abstractions.Runs;

/// <summary>How many trainers a run can use, and why.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.ScalingStatus")]
public sealed record ScalingStatus
{
    /// <summary>How many it wants. More do no harm; where there are fewer, it goes on with those.</summary>
    [Id(0)] public required int Wanted { get; init; }

    /// <summary>Why so many, and no more.</summary>
    [Id(1)] public required ScalingReason Reason { get; init; }

    /// <summary>The same in a sentence, with the numbers.</summary>
    [Id(2)] public required string Explanation { get; init; }

    /// <summary>How many are at work, spares included; before the first step: how many are there.</summary>
    [Id(3)] public required int Present { get; init; }

    /// <summary>Without so many it waits.</summary>
    [Id(4)] public required int Minimum { get; init; }

    /// <summary>It takes no more; null for as many as there are.</summary>
    [Id(5)] public int? Maximum { get; init; }

    /// <summary>Micro-batches of a step: more trainers have nothing to do.</summary>
    [Id(6)] public required int MicroBatches { get; init; }

    /// <summary>Where the time of the trainer goes that computes longest; null before its first step.</summary>
    [Id(7)] public StepSplit? Split { get; init; }

    /// <summary>How fast it is, from its minimum on, each number of trainers about twice the one before.</summary>
    [Id(8)] public IReadOnlyList<TrainerSpeed> Speeds { get; init; } = [];
}
