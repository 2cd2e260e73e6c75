using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Scheduling;
using OrleansDro.Learning.Configuration;
using OrleansDro.Learning.Data;
using OrleansDro.Learning.Evaluation;
using OrleansDro.Learning.Training;

namespace OrleansDro.Grains.Training.Replicas;

/// <summary>Builds the components that a spec names, on a trainer's device that has passed its self-test. For work on its Torch thread.</summary>
/// <param name="catalog">The components that a spec can name.</param>
/// <param name="spec">The spec.</param>
/// <param name="task">The task of the data set.</param>
/// <param name="device">The trainer's device.</param>
internal sealed class ReplicaFactory(LearningCatalog catalog, RunSpec spec, TaskDescription task, string device)
{
    /// <summary>Builds a replica as the seed determines it, with its method of taking steps.</summary>
    public IUpdateMethod Create()
    {
        Devices.UseThreads(spec.Compute.Threads);
        var optimizer = catalog.CreateOptimizer(spec.Optimizer.Name, spec.Optimizer.ParseOptions());
        var replica = new Replica(
            () => catalog.CreateModel(spec.Model.Name, spec.Model.ParseOptions(), task),
            catalog.CreateLoss(spec.Loss.Name, spec.Loss.ParseOptions(), task),
            optimizer,
            Devices.Open(device, spec.Compute.Device),
            spec.Seed,
            Devices.TypeOf(spec.Compute.Precision))
        {
            IsProven = true,
        };
        var scale = new RunSamplingOptions(spec).Scale;
        return spec.LocalUpdates is { } local
            ? new LocalUpdates(
                replica,
                scale,
                spec.Steps,
                new LocalUpdateOptions { InnerSteps = local.InnerSteps, OuterLearningRate = local.OuterLearningRate, OuterMomentum = local.OuterMomentum })
            : new SynchronousUpdates(replica, scale, spec.BatchSize, spec.Steps);
    }

    /// <summary>Creates the predictor of whole cases for a replica.</summary>
    public Predictor CreatePredictor(Replica replica) =>
        new(replica.Model, catalog.CreateLoss(spec.Loss.Name, spec.Loss.ParseOptions(), task), task, Devices.Open(device, spec.Compute.Device));
}
