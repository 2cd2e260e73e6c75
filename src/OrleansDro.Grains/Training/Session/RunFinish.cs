using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Training.Context;
using OrleansDro.Grains.Training.Replicas;

namespace OrleansDro.Grains.Training.Session;

/// <summary>Ends a training session whose run has taken its last step.</summary>
/// <param name="context">The run and the trainer.</param>
/// <param name="scope">The session's scope.</param>
/// <param name="live">The replica.</param>
/// <param name="checkpoints">Saves the last checkpoint.</param>
internal sealed class RunFinish(TrainerContext context, SessionScope scope, LiveReplica live, SessionCheckpoints checkpoints)
{
    /// <summary>Starts to save the last checkpoint if this trainer saves it, reports the model, and waits for other orders.</summary>
    /// <param name="step">The step that the run does not take any more.</param>
    public async Task Finish(long step)
    {
        await checkpoints.SaveLast(step, scope.GenerationFor(step));
        if (live.Summary is null)
        {
            await live.Finish();
            await context.SendHeartbeat();
        }

        if (!scope.IsOver)
        {
            await BoundedWait.Ends(context.Orders.Changed);
        }
    }
}
