using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.AllReduce;
using OrleansDro.Grains.Observability.Metrics;

namespace OrleansDro.Grains.Training.Context;

/// <summary>What the parts of a trainer need to know of its run and of itself.</summary>
/// <param name="Grains">The run's grains.</param>
/// <param name="RunName">The run's name.</param>
/// <param name="Trainer">The trainer.</param>
/// <param name="Spec">The run's spec.</param>
/// <param name="AllReduce">Where gradients are reduced.</param>
/// <param name="CheckpointRoot">The folder of the run's checkpoints, or null to save none.</param>
/// <param name="Orders">The run's latest orders to the trainer.</param>
/// <param name="SendHeartbeat">Sends a heartbeat at once, when the run must learn of a change.</param>
/// <param name="Metrics">Records the times of steps and checkpoints.</param>
/// <param name="Clock">The time.</param>
/// <param name="Released">Ends all of the trainer's work.</param>
internal sealed record TrainerContext(
    RunGrains Grains,
    string RunName,
    TrainerId Trainer,
    RunSpec Spec,
    AllReduceContext AllReduce,
    string? CheckpointRoot,
    LatestOrders Orders,
    Func<Task> SendHeartbeat,
    TrainingMetrics Metrics,
    TimeProvider Clock,
    CancellationToken Released);
