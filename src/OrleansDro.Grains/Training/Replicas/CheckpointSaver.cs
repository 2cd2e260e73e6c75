using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Observability.Metrics;
using OrleansDro.Grains.Training.Context;
using OrleansDro.Learning.Torch;

namespace OrleansDro.Grains.Training.Replicas;

/// <summary>
/// Saves checkpoints from one of a run's trainers: copies the replica between two steps, and writes the copy while the next steps are computed. If a checkpoint cannot be saved,
/// the run is notified and training continues. The last checkpoint is tried again until it is saved, the run rolls back or the trainer is released.
/// </summary>
/// <param name="context">The run and the trainer.</param>
/// <param name="root">The folder of the run's checkpoints.</param>
/// <param name="live">The replica.</param>
/// <param name="thread">The replica's thread.</param>
internal sealed class CheckpointSaver(TrainerContext context, string root, LiveReplica live, TorchThread thread)
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private Task _writing = Task.CompletedTask;
    private long _savedSteps = -1, _lastSteps = -1;

    /// <summary>The number of steps in the latest checkpoint that this trainer started to save; -1 before the first.</summary>
    public long LatestSteps { get; private set; } = -1;

    /// <summary>Copies the state after a step, and starts to write it once the previous checkpoint is written.</summary>
    /// <param name="step">The step that the replica took last.</param>
    public Task Save(long step) => Save(step, isLast: false);

    /// <summary>Starts to save the run's last checkpoint, unless it is saved or being saved.</summary>
    /// <param name="step">The step that the replica took last.</param>
    public async Task SaveLast(long step)
    {
        if (_lastSteps != step + 1)
        {
            _lastSteps = step + 1;
            await _writing;
            if (_savedSteps != step + 1)
            {
                await Save(step, isLast: true);
            }
        }
    }

    /// <summary>Ends when the latest checkpoint is written.</summary>
    public Task WaitForWrite() => _writing;

    private async Task Save(long step, bool isLast)
    {
        await _writing;
        LatestSteps = step + 1;
        var began = context.Clock.GetTimestamp();
        var copy = await StateCopy.Take(context, live, thread, step);
        _writing = Write();

        async Task Write()
        {
            using var span = Spans.Start("checkpoint", context.RunName, step);
            while (true)
            {
                var problem = await copy.TryWrite(root, context.Spec.Checkpoint.Keep, context.Orders.Latest?.GoodSteps);
                if (problem is null)
                {
                    _savedSteps = step + 1;
                    context.Metrics.AddCheckpoint(context.RunName, context.Clock.GetElapsedTime(began));
                }

                await RetryUntilAnswered.Call(() => context.Grains.Coordinator.CheckpointSaved(context.Trainer, step + 1, problem), context.Released);
                if (problem is null || !isLast || !copy.IsCurrent)
                {
                    return;
                }

                await Task.Delay(RetryInterval, context.Clock, context.Released);
            }
        }
    }
}
