using Microsoft.Extensions.Logging;
using OrleansDro.Grains.AllReduce;
using OrleansDro.Grains.Observability.Metrics;

namespace OrleansDro.Grains.Training.Lifecycle;

/// <summary>What all trainers of a silo share.</summary>
/// <param name="Preparation">Prepares trainers.</param>
/// <param name="AllReduces">The silo's all-reduces.</param>
/// <param name="Metrics">Records the times of steps and checkpoints.</param>
/// <param name="Clock">The time.</param>
/// <param name="Logger">The log of trainers.</param>
internal sealed record TrainerServices(TrainerPreparation Preparation, SiloAllReduceRegistry AllReduces, TrainingMetrics Metrics, TimeProvider Clock, ILogger<TrainerLifetime> Logger);
