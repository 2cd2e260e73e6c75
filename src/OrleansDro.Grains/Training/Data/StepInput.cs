using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Training.Data;

/// <summary>A step's draws, and the micro-batches of it that are in memory.</summary>
/// <param name="Batch">The draws of the whole step.</param>
/// <param name="DrawnAt">When the draws were there, as a timestamp of the trainer's clock.</param>
/// <param name="MicroBatches">What is loaded, by number.</param>
internal sealed record StepInput(BatchDraw Batch, long DrawnAt, Dictionary<int, LoadedMicroBatch> MicroBatches);
