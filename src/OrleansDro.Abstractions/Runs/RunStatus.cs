using OrleansDro.Abstractions.Results;

namespace OrleansDro.Abstractions.Runs;

/// <summary>A run at a glance.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.RunStatus")]
public sealed record RunStatus
{
    /// <summary>The run's name.</summary>
    [Id(0)] public required string Run { get; init; }

    /// <summary>Where it stands.</summary>
    [Id(1)] public required RunState State { get; init; }

    /// <summary>Committed steps.</summary>
    [Id(2)] public long StepsCommitted { get; init; }

    /// <summary>Steps of the spec.</summary>
    [Id(3)] public int Steps { get; init; }

    /// <summary>Training cases per second over the last few seconds; 0 before the first step.</summary>
    [Id(4)] public double SamplesPerSecond { get; init; }

    /// <summary>Validation cases predicted so far, and how many there are.</summary>
    [Id(5)] public int CasesEvaluated { get; init; }

    /// <summary>Validation cases.</summary>
    [Id(6)] public int CasesToEvaluate { get; init; }

    /// <summary>The latest statistics of the losses, or null before the first.</summary>
    [Id(7)] public LossStatistics? Statistics { get; init; }

    /// <summary>Why it failed, or null.</summary>
    [Id(8)] public RunFailure? Failure { get; init; }

    /// <summary>What the run is waiting for, in words; null while it moves.</summary>
    [Id(9)] public string? WaitingFor { get; init; }

    /// <summary>Why the run waits.</summary>
    [Id(10)] public WaitReason Waiting { get; init; }

    /// <summary>The number of the present generation of trainers; 0 before the first.</summary>
    [Id(11)] public long Generation { get; init; }

    /// <summary>The trainers that the run knows of, members first.</summary>
    [Id(12)] public IReadOnlyList<TrainerView> Trainers { get; init; } = [];

    /// <summary>The kinds of its members, the largest first; empty before the first generation, after the end, and as far as silos of older versions do not tell.</summary>
    [Id(13)] public IReadOnlyList<TrainerKind> Kinds { get; init; } = [];

    /// <summary>Whether trainers of different kinds have computed its steps so far: the result is consistent, but it cannot be repeated bit for bit.</summary>
    [Id(14)] public bool HasMixedKinds { get; init; }

    /// <summary>The trainers that compute wrongly, as their self-test or an audit has shown: who, and what is wrong. They do not work on the run.</summary>
    [Id(15)] public IReadOnlyList<RunEvent> Refusals { get; init; } = [];

    /// <summary>The latest rollback of the run: when, to which step and why; null if there was none.</summary>
    [Id(16)] public RunEvent? RolledBack { get; init; }

    /// <summary>The latest validation while the run trains; null if there was none.</summary>
    [Id(17)] public ValidationPoint? Validation { get; init; }

    /// <summary>The validation of the best state so far; null if there was none.</summary>
    [Id(18)] public ValidationPoint? BestValidation { get; init; }
}
