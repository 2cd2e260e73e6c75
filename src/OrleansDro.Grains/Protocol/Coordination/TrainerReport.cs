using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Protocol.Coordination;

/// <summary>What a trainer tells its run several times a second. To tell it renews the trainer's lease.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.TrainerReport")]
internal sealed record TrainerReport
{
    /// <summary>Who tells it.</summary>
    [Id(0)] public required TrainerId Trainer { get; init; }

    /// <summary>How far it is.</summary>
    [Id(1)] public required TrainerStage Stage { get; init; }

    /// <summary>The step that its replica takes next; of use where it is <see cref="TrainerStage.Ready"/> or leaving.</summary>
    [Id(2)] public long Step { get; init; }

    /// <summary>The version of the latest orders that it has. The answer waits a moment where there are no newer ones.</summary>
    [Id(3)] public long OrdersSeen { get; init; }

    /// <summary>The attempt in which it got its state, see <see cref="TrainerOrders.Attempt"/>.</summary>
    [Id(4)] public long Attempt { get; init; }

    /// <summary>A fingerprint of its data set; null before it is open.</summary>
    [Id(5)] public string? DataHash { get; init; }

    /// <summary>The latest hashes of its parameters, oldest first.</summary>
    [Id(6)] public IReadOnlyList<ParameterHash> Hashes { get; init; } = [];

    /// <summary>What its replica has become, once it has taken the last step and what it had to save is saved; else null.</summary>
    [Id(7)] public TrainerSummary? Finished { get; init; }

    /// <summary>Where the time of its latest steps went; null before it has taken one.</summary>
    [Id(8)] public StepSplit? Split { get; init; }

    /// <summary>Whether its step was taken by others and cannot be taken again: it waits to be shown the step's gradient.</summary>
    [Id(9)] public bool IsStepPast { get; init; }

    /// <summary>What decides the bits that it computes; null before it is known, or if a silo of an older version sent the report.</summary>
    [Id(10)] public ComputeFingerprint? Fingerprint { get; init; }
}
