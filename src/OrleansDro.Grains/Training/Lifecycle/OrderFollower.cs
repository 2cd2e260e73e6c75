using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Training.Context;
using OrleansDro.Grains.Training.Session;

namespace OrleansDro.Grains.Training.Lifecycle;

/// <summary>Does what the run orders a trainer to do, from the moment its replica is built until the run is over or the trainer leaves.</summary>
/// <param name="context">The run and the trainer.</param>
/// <param name="progress">The trainer's state.</param>
internal sealed class OrderFollower(TrainerContext context, TrainerProgress progress)
{
    /// <summary>How long to wait after a failed attempt to acquire the state: the orders may name another source soon.</summary>
    private static readonly TimeSpan AcquirePause = TimeSpan.FromMilliseconds(100);

    /// <summary>How long to wait between two looks at the steps of the other trainers.</summary>
    private static readonly TimeSpan PeerPause = TimeSpan.FromMilliseconds(20);

    /// <summary>Follows orders until they end.</summary>
    /// <param name="state">The trainer's state when its replica was built.</param>
    /// <exception cref="OperationCanceledException">The trainer was released.</exception>
    public async Task FollowOrders(TrainerState.FollowingOrders state)
    {
        var prepared = state.Prepared;
        while (!context.Released.IsCancellationRequested)
        {
            switch (OrderedWork.Of(context.Orders.Latest, prepared.Replica.Step, prepared.Replica.Attempt))
            {
                case OrderedWork.Stop:
                    return;
                case OrderedWork.DiscardState:
                    prepared.Replica.DiscardState();
                    await context.SendHeartbeat();
                    break;
                case OrderedWork.AcquireState work:
                    await AcquireState(prepared, work);
                    break;
                case OrderedWork.Train:
                    state = await Train(state);
                    if (progress.IsLeaving)
                    {
                        return;
                    }

                    break;
                case OrderedWork.Evaluate:
                    await prepared.Validator.Work();
                    break;
                default:
                    await BoundedWait.Ends(context.Orders.Changed);
                    break;
            }
        }
    }

    private async Task AcquireState(PreparedTrainer prepared, OrderedWork.AcquireState work)
    {
        if (await prepared.Transfer.Acquire(work.Attempt, work.Source))
        {
            _ = context.SendHeartbeat();
        }
        else
        {
            await Task.Delay(AcquirePause, context.Released);
        }
    }

    private async Task<TrainerState.FollowingOrders> Train(TrainerState.FollowingOrders state)
    {
        await using var session = new TrainingSession(context, state.Prepared.Replica, state.Prepared.Thread, state.Prepared.Cases, state.Prepared.Validator);
        var training = progress.MoveTo(state.Start(session));
        if (progress.IsLeaving)
        {
            session.Leave();
        }

        await session.Run();
        if (progress.IsLeaving)
        {
            await WaitForPeers(state.Prepared);
            await session.SaveForSuccessor();
        }

        return progress.MoveTo(training.End());
    }

    /// <summary>
    /// Reducers in this silo may hold the gradient of the last step. The trainer leaves when the other members have it, which they show by reporting the losses of the next step.
    /// </summary>
    private async Task WaitForPeers(PreparedTrainer prepared)
    {
        var step = prepared.Replica.Step;
        while (context.Orders.Latest is { Phase: RunPhase.Train, Generations: [.., { Members.Count: > 0 }] }
            && (await RetryUntilAnswered.Call(context.Grains.Sampler.GetProgress, context.Released)).StepsCommitted <= step)
        {
            await Task.Delay(PeerPause, context.Released);
        }
    }
}
