using OrleansDro.Grains.Checkpoints;
using OrleansDro.Grains.Protocol.Sampling;

namespace OrleansDro.Grains.Sampling.Attempts;

/// <summary>Chooses the checkpoint from which an attempt starts or recovers.</summary>
/// <param name="checkpoints">The checkpoints on disk.</param>
internal sealed class AttemptCheckpoints(CheckpointStore checkpoints)
{
    /// <summary>Loads the checkpoint from which a new attempt starts: the latest good one that the start allows.</summary>
    /// <returns>The checkpoint, or null if the attempt starts from the first step.</returns>
    public async Task<Checkpoint?> LoadForStart(SamplerStart start) => start switch
    {
        { CheckpointRoot: null } => null,
        { CheckpointRoot: { } root, NewestCheckpoint: { } newest } => await Task.Run(() => checkpoints.FindLatest(root, manifest => manifest.StepsCommitted <= newest)),
        { CheckpointRoot: { } root } => CheckpointStore.Any(root) ? await Task.Run(() => checkpoints.LoadLatest(root)) : null,
    };

    /// <summary>
    /// Loads the latest checkpoint from which an attempt started or that it saved. A later checkpoint of the previous attempt does not count: the trainers of the
    /// present attempt have not reached its step.
    /// </summary>
    /// <returns>The checkpoint, or null if there is none.</returns>
    public async Task<Checkpoint?> LoadOfAttempt(SamplerRecord record) => record.Start.CheckpointRoot is not { } root
        ? null
        : await Task.Run(() => checkpoints.FindLatest(root, manifest => manifest.Attempt == record.Start.Attempt || manifest.StepsCommitted <= record.Source.FirstStep));
}
