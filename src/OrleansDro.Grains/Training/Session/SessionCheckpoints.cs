using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Training.Context;
using OrleansDro.Grains.Training.Replicas;
using OrleansDro.Learning.Torch;

namespace OrleansDro.Grains.Training.Session;

/// <summary>Decides which checkpoints of a training session this trainer saves: those of the generations whose first member it is.</summary>
internal sealed class SessionCheckpoints
{
    private readonly TrainerContext _context;
    private readonly SessionScope _scope;
    private readonly LiveReplica _live;
    private readonly CheckpointSaver? _saver;

    /// <summary>Creates it.</summary>
    /// <param name="context">The run and the trainer.</param>
    /// <param name="scope">The session's scope.</param>
    /// <param name="live">The replica.</param>
    /// <param name="thread">The replica's thread.</param>
    public SessionCheckpoints(TrainerContext context, SessionScope scope, LiveReplica live, TorchThread thread)
    {
        (_context, _scope, _live) = (context, scope, live);
        _saver = context.CheckpointRoot is { } root ? new CheckpointSaver(context, root, live, thread) : null;
    }

    /// <summary>Starts to save the state after a step if a checkpoint is due and this trainer saves it.</summary>
    public async Task SaveIfDue(long step, Generation generation)
    {
        var every = _context.Spec.Checkpoint.Every;
        if (_saver is not null && _scope.IsFirst(generation) && every > 0 && (step + 1) % every == 0)
        {
            await _saver.Save(step);
        }
    }

    /// <summary>Starts to save the run's last checkpoint if this trainer saves it and has not done so yet.</summary>
    /// <param name="step">The step that the run does not take any more.</param>
    /// <param name="generation">The generation whose first member saves.</param>
    public async Task SaveLast(long step, Generation? generation)
    {
        if (_saver is not null && _scope.IsFirst(generation) && step > 0)
        {
            await _saver.SaveLast(step - 1);
        }
    }

    /// <summary>If no trainer is left to continue the run, saves its state, so that a later trainer does not have to repeat steps. Ends when everything is written.</summary>
    public async Task SaveForSuccessor()
    {
        if (_saver is null)
        {
            return;
        }

        var step = _live.Step ?? 0;
        if (_context.Orders.Latest is { Phase: RunPhase.Train, Generations: [.., { Members.Count: 0 }] }
            && (await RetryUntilAnswered.Call(_context.Grains.Sampler.GetProgress, _scope.Ended)).StepsCommitted == step
            && _scope.IsFirst(_scope.GenerationFor(step - 1)) && step > 0 && step != _saver.LatestSteps)
        {
            await _saver.Save(step - 1);
        }

        await _saver.WaitForWrite();
    }
}
