namespace OrleansDro.Grains.Training;

/// <summary>A trainer's micro-batches of one step.</summary>
/// <param name="MicroBatches">Ascending.</param>
/// <param name="FloorProbability">As in the batch's draws.</param>
/// <param name="Beta">As in the batch's draws.</param>
internal sealed record LoadedStep(LoadedMicroBatch[] MicroBatches, double FloorProbability, double Beta);
