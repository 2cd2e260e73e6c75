using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Scheduling;
using OrleansDro.Learning.Configuration;
using OrleansDro.Learning.Data;
using OrleansDro.Learning.Evaluation;
using OrleansDro.Learning.Training;

namespace OrleansDro.Grains.Training.Replicas;

/// <summary>Builds what a spec names, on a trainer's device that has passed its self-test. For work on its Torch thread.</summary>
/// <param name="catalog">What a spec can name.</param>
/// <param name="spec">The spec.</param>
/// <param name="task">What is learnt.</param>
/// <param name="device">The trainer's device.</param>
internal sealed class ReplicaFactory(LearningCatalog catalog, RunSpec spec, TaskDescription task, string device)
{
    /// <summary>Builds a replica as the seed has it, with the way in which it takes its steps.</summary>
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
        var scale = new SamplingOptionsOfRun(spec).Scale;
        return spec.LocalUpdates is { } local
            ? new LocalUpdates(
                replica,
                scale,
                spec.Steps,
                new LocalUpdateOptions { InnerSteps = local.InnerSteps, OuterLearningRate = local.OuterLearningRate, OuterMomentum = local.OuterMomentum })
            : new SynchronousUpdates(replica, scale, spec.BatchSize, spec.Steps);
    }

    /// <summary>Builds what predicts whole cases with a replica.</summary>
    public Predictor CreatePredictor(Replica replica) =>
        new(replica.Model, catalog.CreateLoss(spec.Loss.Name, spec.Loss.ParseOptions(), task), task, Devices.Open(device, spec.Compute.Device));
}
