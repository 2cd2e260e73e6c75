using OrleansDro.Grains.AllReduce;
using OrleansDro.Grains.AllReduce.Reducers;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Training.Context;
using OrleansDro.Grains.Training.Replicas;

namespace OrleansDro.Grains.Training.Session;

/// <summary>Follows steps that other trainers take, by applying their gradients.</summary>
/// <param name="context">The run and the trainer.</param>
/// <param name="scope">The session's scope.</param>
/// <param name="live">The replica.</param>
/// <param name="allReduce">Gives the gradients.</param>
/// <param name="finish">Ends the session after the run's last step.</param>
internal sealed class StepFollower(TrainerContext context, SessionScope scope, LiveReplica live, TrainerAllReduce allReduce, RunFinish finish)
{
    private static readonly TimeSpan GradientPollInterval = TimeSpan.FromMilliseconds(250);

    private long? _pastStep;

    /// <summary>Whether the trainer's step was taken by others and cannot be taken again.</summary>
    public bool IsStepPast => _pastStep is { } past && past == live.Step;

    /// <summary>
    /// Catches up with a step that was committed long ago, as a member: the members that took it may still have its gradient, or are so far ahead that this trainer needs their state.
    /// </summary>
    public async Task CatchUp(long step, Generation generation)
    {
        _pastStep = step;
        if (generation.Exchanges)
        {
            await FollowStep(step, generation);
        }
        else
        {
            // There is no other trainer. The run learns of it from heartbeats, and orders to discard the state.
            await BoundedWait.Ends(context.Orders.Changed);
        }
    }

    /// <summary>Applies the gradient of a step once the members have it. If it is not kept any more, discards the state.</summary>
    public async Task FollowStep(long step, Generation generation)
    {
        try
        {
            switch (await allReduce.Follow(generation, step, GradientPollInterval))
            {
                case AllReduceReply.Reduced reply:
                    await live.Apply(reply.Gradient);
                    break;
                case AllReduceReply.Gone:
                case AllReduceReply.Pending { IsPassed: true } when scope.FindMember(generation) is not null:
                    live.DiscardState();
                    break;
                default:
                    await FinishIfAfterLastStep(step);
                    break;
            }
        }
        catch (OperationCanceledException) when (!scope.Ended.IsCancellationRequested)
        {
            // The generation is over, and another one takes the step.
        }
    }

    /// <summary>The run may end before the generation that this trainer has joined takes its first step.</summary>
    private async Task FinishIfAfterLastStep(long step)
    {
        if (await RetryUntilAnswered.Call(context.Grains.Sampler.GetProgress, scope.Ended) is { LastStep: >= 0 } progress && step > progress.LastStep)
        {
            await finish.Finish(step);
        }
    }
}
