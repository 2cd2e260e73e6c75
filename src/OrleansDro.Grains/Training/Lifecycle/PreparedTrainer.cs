using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Training.Data;
using OrleansDro.Grains.Training.Replicas;
using OrleansDro.Learning.Torch;

namespace OrleansDro.Grains.Training.Lifecycle;

/// <summary>What a trainer has once its replica is built.</summary>
/// <param name="Data">The data set.</param>
/// <param name="Fingerprint">What decides the bits that the trainer computes.</param>
/// <param name="Thread">The thread on which it computes.</param>
/// <param name="Replica">The replica, with or without the run's state.</param>
/// <param name="Transfer">Acquires the run's state and gives copies of it to other trainers.</param>
/// <param name="Cases">The run's training cases.</param>
/// <param name="Evaluator">Predicts cases with the replica.</param>
/// <param name="Validator">Takes part in validations.</param>
internal sealed record PreparedTrainer(
    OpenDataSet Data, ComputeFingerprint Fingerprint, TorchThread Thread, LiveReplica Replica, StateTransfer Transfer, TrainingCases Cases, Evaluator Evaluator, Validator Validator)
{
    /// <summary>Creates previews of cases.</summary>
    public CasePreviewer Previewer { get; } = new(Evaluator, Cases, Replica);
}
