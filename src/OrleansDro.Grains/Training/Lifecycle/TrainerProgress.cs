using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Training.Lifecycle;

/// <summary>The current state of a trainer, as its heartbeats report it.</summary>
internal sealed class TrainerProgress
{
    /// <summary>The current state.</summary>
    public TrainerState State { get; private set; } = new TrainerState.OpeningData();

    /// <summary>Whether the trainer was asked to leave the run.</summary>
    public bool IsLeaving { get; private set; }

    /// <summary>Enters the next state.</summary>
    /// <returns>The state.</returns>
    public TState MoveTo<TState>(TState state)
        where TState : TrainerState
    {
        State = state;
        return state;
    }

    /// <summary>Asks the trainer to leave: it finishes the step in flight and takes no other.</summary>
    public void Leave()
    {
        IsLeaving = true;
        if (State is TrainerState.Training training)
        {
            training.Session.Leave();
        }
    }

    /// <summary>Describes the state to the run.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="ordersSeen">The version of the latest orders that it has; -1 before the first.</param>
    public TrainerHeartbeat Describe(TrainerId trainer, long ordersSeen)
    {
        var report = new TrainerHeartbeat { Trainer = trainer, Stage = TrainerStage.Preparing, OrdersSeen = ordersSeen, DataHash = State.DataSet?.Fingerprint };
        return State switch
        {
            TrainerState.Building building => report with { Fingerprint = building.Fingerprint },
            TrainerState.FollowingOrders following => WithReplica(report, following.Prepared),
            TrainerState.Training training => WithReplica(report, training.Prepared) with { Split = training.Session.Split, IsStepPast = training.Session.IsStepPast },
            _ => report,
        };
    }

    private TrainerHeartbeat WithReplica(TrainerHeartbeat report, PreparedTrainer prepared)
    {
        var replica = prepared.Replica;
        return report with
        {
            Stage = replica.Step is null ? TrainerStage.Prepared : IsLeaving ? TrainerStage.Leaving : TrainerStage.Ready,
            Step = replica.Step ?? 0,
            Attempt = replica.Attempt,
            Hashes = replica.Hashes,
            Finished = replica.Summary,
            Fingerprint = prepared.Fingerprint,
        };
    }
}
