using OrleansDro.Learning.Training;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Training.Data;

/// <summary>A micro-batch in memory, ready to be computed.</summary>
/// <param name="Number">The micro-batch, 0 to M - 1.</param>
/// <param name="Draws">Its draws, in slot order.</param>
/// <param name="Buffers">Its examples: in one buffer, or in one for each local step if the micro-batch takes several.</param>
/// <param name="Problems">For each draw, why its case could not be read, or null. An example that could not be read is blank and has no weight.</param>
internal sealed record LoadedMicroBatch(int Number, Draw[] Draws, BatchBuffer[] Buffers, string?[] Problems);
