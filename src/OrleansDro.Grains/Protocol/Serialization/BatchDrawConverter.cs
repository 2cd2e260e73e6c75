using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Protocol.Serialization;

/// <summary>Carries <see cref="BatchDraw"/> over its surrogate.</summary>
[RegisterConverter]
internal sealed class BatchDrawConverter : IConverter<BatchDraw, BatchDrawSurrogate>
{
    /// <inheritdoc/>
    public BatchDraw ConvertFromSurrogate(in BatchDrawSurrogate surrogate) => new(surrogate.Step, surrogate.Draws, surrogate.FloorProbability, surrogate.Beta);

    /// <inheritdoc/>
    public BatchDrawSurrogate ConvertToSurrogate(in BatchDraw value) => new() { Step = value.Step, Draws = value.Draws, FloorProbability = value.FloorProbability, Beta = value.Beta };
}
