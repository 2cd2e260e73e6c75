using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Training.Data;

/// <summary>A step's draws, and the micro-batches of it that are in memory.</summary>
/// <param name="Batch">The draws of the whole step.</param>
/// <param name="DrawnAt">When the draws arrived, as a timestamp of the trainer's clock.</param>
/// <param name="MicroBatches">The loaded micro-batches, by number.</param>
internal sealed record StepInput(BatchDraw Batch, long DrawnAt, Dictionary<int, LoadedMicroBatch> MicroBatches);
