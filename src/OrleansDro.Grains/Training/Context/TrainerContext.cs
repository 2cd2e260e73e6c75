using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.AllReduce;
using OrleansDro.Grains.Observability.Metrics;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Sampling;

namespace OrleansDro.Grains.Training.Context;

/// <summary>Where a trainer works, and for whom.</summary>
/// <param name="Grains">Gives the other grains.</param>
/// <param name="RunName">The run.</param>
/// <param name="Trainer">The trainer.</param>
/// <param name="Spec">The run's spec.</param>
/// <param name="Exchange">The exchange of gradients.</param>
/// <param name="CheckpointRoot">Folder of the run's checkpoints, or null to save none.</param>
/// <param name="Orders">What the run has the trainer do.</param>
/// <param name="Tell">Tells the run at once how far the trainer is.</param>
/// <param name="Metrics">Is told of each step.</param>
/// <param name="Clock">The time.</param>
/// <param name="Released">Ends all of its work.</param>
internal sealed record TrainerContext(
    IGrainFactory Grains, string RunName, TrainerId Trainer, RunSpec Spec, ExchangeContext Exchange, string? CheckpointRoot, OrdersFeed Orders, Func<Task> Tell, TrainingMetrics Metrics, TimeProvider Clock, CancellationToken Released)
{
    /// <summary>The run.</summary>
    public IRunCoordinator Run => Grains.GetGrain<IRunCoordinator>(RunName);

    /// <summary>The run's sampler.</summary>
    public ISamplerGrain Sampler => Grains.GetGrain<ISamplerGrain>(RunName);
}
