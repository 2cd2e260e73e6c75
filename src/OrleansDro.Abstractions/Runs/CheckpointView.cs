namespace OrleansDro.Abstractions.Runs;

/// <summary>A checkpoint of a run as it lies on disk.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.CheckpointView")]
public sealed record CheckpointView
{
    /// <summary>The run's committed steps in it.</summary>
    [Id(0)] public required long StepsCommitted { get; init; }

    /// <summary>When it was saved, in UTC.</summary>
    [Id(1)] public required DateTimeOffset SavedAt { get; init; }

    /// <summary>The bytes of its files.</summary>
    [Id(2)] public required long Bytes { get; init; }

    /// <summary>Whether it can be gone on from.</summary>
    [Id(3)] public required CheckpointCondition Condition { get; init; }

    /// <summary>What is wrong with a damaged one; null for others.</summary>
    [Id(4)] public string? Problem { get; init; }
}
