using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Training.Data;
using OrleansDro.Grains.Training.Replicas;
using OrleansDro.Grains.Training.Session;
using OrleansDro.Learning.Torch;

namespace OrleansDro.Grains.Training.Lifecycle;

/// <summary>
/// How far a trainer has come with its run: it opens the data set, tests the device, builds the replica, and then follows the run's orders, some of which start a training
/// session. The nested types are all that exist; each has what is known in it, and the transitions that are possible from it.
/// </summary>
internal abstract record TrainerState
{
    private TrainerState()
    {
    }

    /// <summary>The trainer opens the data set.</summary>
    public sealed record OpeningData : TrainerState;

    /// <summary>The device is tested with the run's network.</summary>
    /// <param name="Data">The data set.</param>
    public sealed record Testing(OpenDataSet Data) : TrainerState
    {
        /// <summary>The device has passed.</summary>
        public Building Passed(ComputeFingerprint fingerprint) => new(Data, fingerprint);
    }

    /// <summary>The replica is built.</summary>
    /// <param name="Data">The data set.</param>
    /// <param name="Fingerprint">What decides the bits that the trainer computes.</param>
    public sealed record Building(OpenDataSet Data, ComputeFingerprint Fingerprint) : TrainerState
    {
        /// <summary>The replica was built.</summary>
        public FollowingOrders Built(TorchThread thread, LiveReplica replica, StateTransfer transfer, TrainingCases cases, Evaluator evaluator, Validator validator) =>
            new(new PreparedTrainer(Data, Fingerprint, thread, replica, transfer, cases, evaluator, validator));
    }

    /// <summary>The replica was built: the trainer follows orders, outside of a training session.</summary>
    /// <param name="Prepared">What the trainer has.</param>
    public sealed record FollowingOrders(PreparedTrainer Prepared) : TrainerState
    {
        /// <summary>A training session starts.</summary>
        public Training Start(TrainingSession session) => new(Prepared, session);
    }

    /// <summary>The trainer takes steps.</summary>
    /// <param name="Prepared">What the trainer has.</param>
    /// <param name="Session">The session.</param>
    public sealed record Training(PreparedTrainer Prepared, TrainingSession Session) : TrainerState
    {
        /// <summary>The session has ended.</summary>
        public FollowingOrders End() => new(Prepared);
    }

    /// <summary>The data set; null before it is open.</summary>
    public OpenDataSet? DataSet => this switch
    {
        Testing testing => testing.Data,
        Building building => building.Data,
        _ => AfterPreparation?.Data,
    };

    /// <summary>What the trainer has once its replica is built; null before.</summary>
    public PreparedTrainer? AfterPreparation => this switch
    {
        FollowingOrders following => following.Prepared,
        Training training => training.Prepared,
        _ => null,
    };
}
