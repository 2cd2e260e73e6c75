using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Protocol.Coordination;

/// <summary>The progress that a trainer sends to its run several times a second. Each heartbeat renews the trainer's lease.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.TrainerReport")]
internal sealed record TrainerHeartbeat
{
    /// <summary>The trainer that sends it.</summary>
    [Id(0)] public required TrainerId Trainer { get; init; }

    /// <summary>The trainer's stage.</summary>
    [Id(1)] public required TrainerStage Stage { get; init; }

    /// <summary>The step that the replica takes next; valid if the stage is <see cref="TrainerStage.Ready"/> or <see cref="TrainerStage.Leaving"/>.</summary>
    [Id(2)] public long Step { get; init; }

    /// <summary>The version of the latest orders that the trainer has. The reply waits up to 200 ms if there are no newer ones.</summary>
    [Id(3)] public long OrdersSeen { get; init; }

    /// <summary>The attempt in which the trainer loaded its state, see <see cref="TrainerOrders.Attempt"/>.</summary>
    [Id(4)] public long Attempt { get; init; }

    /// <summary>A fingerprint of the data set; null before it is open.</summary>
    [Id(5)] public string? DataHash { get; init; }

    /// <summary>The latest hashes of the parameters, oldest first.</summary>
    [Id(6)] public IReadOnlyList<ParameterHash> Hashes { get; init; } = [];

    /// <summary>The final summary, once the replica has taken the last step and its last checkpoint is saved; null before.</summary>
    [Id(7)] public TrainerSummary? Finished { get; init; }

    /// <summary>How the time of the latest steps was spent; null before the first step.</summary>
    [Id(8)] public StepSplit? Split { get; init; }

    /// <summary>Whether other trainers have committed the step without this one, so that it cannot be taken again: the trainer waits for the step's gradient.</summary>
    [Id(9)] public bool IsStepPast { get; init; }

    /// <summary>What decides the bits that the trainer computes; null before it is known, or if a silo of an older version sent the heartbeat.</summary>
    [Id(10)] public ComputeFingerprint? Fingerprint { get; init; }

    /// <summary>Whether the trainer tests the run's network: its data set is open, and it does not know its fingerprint yet.</summary>
    public bool IsTesting => Stage == TrainerStage.Preparing && DataHash is not null && Fingerprint is null;
}
