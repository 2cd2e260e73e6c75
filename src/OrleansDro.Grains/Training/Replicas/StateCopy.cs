using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Checkpoints;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Sampling;
using OrleansDro.Grains.Training.Context;
using OrleansDro.Learning.Checkpoints;
using OrleansDro.Learning.Torch;

namespace OrleansDro.Grains.Training.Replicas;

/// <summary>A copy of a replica's state after a step, which can be written while the replica takes the next steps.</summary>
internal sealed class StateCopy
{
    private readonly TrainerContext _context;
    private readonly long _step, _attempt;
    private readonly ParameterHash _hash;
    private readonly IReadOnlyList<StoredTensor> _model, _optimizer;
    private readonly IReadOnlyList<ComputeFingerprint> _fingerprints;

    private StateCopy(TrainerContext context, long step, long attempt, ParameterHash hash, IReadOnlyList<StoredTensor> model, IReadOnlyList<StoredTensor> optimizer)
    {
        (_context, _step, _attempt, _hash, _model, _optimizer) = (context, step, attempt, hash, model, optimizer);
        _fingerprints = context.Orders.Latest?.Fingerprints ?? [];
    }

    /// <summary>Whether the run is still in the attempt to which the state belongs.</summary>
    public bool IsCurrent => _context.Orders.Latest?.Attempt == _attempt;

    /// <summary>Copies the state.</summary>
    /// <param name="context">The run and the trainer.</param>
    /// <param name="live">The replica.</param>
    /// <param name="thread">The replica's thread.</param>
    /// <param name="step">The step that the replica took last.</param>
    public static async Task<StateCopy> Take(TrainerContext context, LiveReplica live, TorchThread thread, long step)
    {
        var (model, optimizer) = await thread.Run(() => (ReplicaTensors.Model(live.Replica), ReplicaTensors.Optimizer(live.Updates)));
        return new StateCopy(context, step, live.Attempt, await live.Hash(), model, optimizer);
    }

    /// <summary>Writes it as a checkpoint, together with the state of the run's sampler after the same step.</summary>
    /// <param name="root">The folder of the checkpoints.</param>
    /// <param name="keep">Checkpoints to keep there.</param>
    /// <param name="goodSteps">See <see cref="TrainerOrders.GoodSteps"/>.</param>
    /// <returns>Why it was not written; null if it was.</returns>
    public async Task<string?> TryWrite(string root, int keep, long? goodSteps)
    {
        try
        {
            SamplerSnapshot? snapshot;
            do
            {
                _context.Released.ThrowIfCancellationRequested();
                if (!IsCurrent)
                {
                    return "the run has rolled back to an earlier checkpoint";
                }

                snapshot = await SnapshotFetch.Fetch(_context.Grains.Sampler, _step, _context.Released);
            }
            while (snapshot is null);

            var coordinator = _context.Grains.Coordinator;
            if (!await RetryUntilAnswered.Call(() => coordinator.MaySaveCheckpoint(_context.Trainer, _attempt, _hash), _context.Released))
            {
                return "the trainers' parameters do not agree";
            }

            var validations = _context.Spec.Validation is null ? [] : await RetryUntilAnswered.Call(() => coordinator.GetValidationsUntil(_step + 1), _context.Released);
            await Task.Run(
                () => CheckpointWriter.Save(root, new SavedRun(_context.Spec, _attempt, _fingerprints, validations), snapshot, _model, _optimizer, keep, goodSteps), _context.Released);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }
}
