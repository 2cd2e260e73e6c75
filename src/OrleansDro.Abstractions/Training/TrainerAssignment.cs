using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Abstractions.Training;

/// <summary>A trainer's part in a run.</summary>
/// <param name="MicroBatches">The micro-batches it computes in each step, ascending; may be none.</param>
/// <param name="Trainers">How many trainers there are. With one, gradients need not travel.</param>
/// <param name="FirstStep">The step to begin with.</param>
/// <param name="Blocks">Which sampler shard a case belongs to.</param>
/// <param name="SavesCheckpoints">Whether it writes the run's checkpoints. One trainer does.</param>
/// <param name="CheckpointRoot">Folder of the run's checkpoints, or null to save none.</param>
/// <param name="ResumeFrom">Folder of the checkpoint to begin from, or null.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.TrainerAssignment")]
public sealed record TrainerAssignment(
    [property: Id(0)] int[] MicroBatches,
    [property: Id(1)] int Trainers,
    [property: Id(2)] long FirstStep,
    [property: Id(3)] CaseBlocks Blocks,
    [property: Id(4)] bool SavesCheckpoints,
    [property: Id(5)] string? CheckpointRoot,
    [property: Id(6)] string? ResumeFrom);
