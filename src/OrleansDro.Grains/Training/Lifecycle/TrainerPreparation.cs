using OrleansDro.Grains.Training.Context;
using OrleansDro.Grains.Training.Data;
using OrleansDro.Grains.Training.Replicas;
using OrleansDro.Grains.Training.SelfTesting;
using OrleansDro.Learning.Configuration;
using OrleansDro.Learning.SelfTesting;
using OrleansDro.Learning.Torch;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Training.Lifecycle;

/// <summary>Prepares trainers of this silo: opens the data set, tests the device and builds the replica.</summary>
/// <param name="catalog">The components that a spec can name.</param>
/// <param name="dataSets">The silo's data sets.</param>
/// <param name="selfTests">The silo's self-tests.</param>
/// <param name="fingerprints">Reads what decides the bits that a device computes.</param>
/// <param name="threadShare">Warns of too many threads.</param>
internal sealed class TrainerPreparation(LearningCatalog catalog, DataSets dataSets, SelfTests selfTests, IFingerprintReader fingerprints, ThreadShare threadShare)
{
    /// <summary>Prepares a trainer.</summary>
    /// <param name="context">The run and the trainer.</param>
    /// <param name="thread">The thread on which the trainer computes.</param>
    /// <param name="progress">Follows the preparation; it is in the state <see cref="TrainerState.OpeningData"/>.</param>
    /// <returns>The state when the replica is built.</returns>
    /// <exception cref="InvalidInputException">The spec or the data cannot be used.</exception>
    /// <exception cref="SelfTestFailedException">The device computes the network wrongly.</exception>
    /// <exception cref="TorchLibraryException">The numeric library cannot be loaded.</exception>
    public async Task<TrainerState.FollowingOrders> Prepare(TrainerContext context, TorchThread thread, TrainerProgress progress)
    {
        var (spec, device) = (context.Spec, context.Trainer.Device);
        threadShare.Check(context.Trainer, context.RunName, spec.Compute);
        var data = await dataSets.Open(spec);
        var testing = progress.MoveTo(new TrainerState.Testing(data));

        // If the network's native code ends the process, the run knows what it did.
        _ = context.SendHeartbeat();
        await selfTests.Require(spec, data.DataSet.Task, device, thread);

        // After the first network of the process, which decides the instruction sets.
        var fingerprint = await Task.Run(() => fingerprints.Read(spec, device));
        var building = progress.MoveTo(testing.Passed(fingerprint));
        var factory = new ReplicaFactory(catalog, spec, data.DataSet.Task, device);
        var replica = await LiveReplica.Build(spec, thread, factory.Create);
        var evaluator = new Evaluator(data, thread, () => factory.CreatePredictor(replica.Replica));
        return progress.MoveTo(building.Built(
            thread,
            replica,
            new StateTransfer(context.Grains, replica),
            new TrainingCases(data.DataSet, context.Grains.Sampler, context.Released),
            evaluator,
            new Validator(context, replica, thread, evaluator.Evaluate)));
    }
}
