using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Protocol.Serialization;

/// <summary>Carries <see cref="Draw"/> over its surrogate.</summary>
[RegisterConverter]
internal sealed class DrawConverter : IConverter<Draw, DrawSurrogate>
{
    /// <inheritdoc/>
    public Draw ConvertFromSurrogate(in DrawSurrogate surrogate) => new(surrogate.Slot, surrogate.Case, surrogate.LogProbability, surrogate.StaleLoss, surrogate.HistoryStep);

    /// <inheritdoc/>
    public DrawSurrogate ConvertToSurrogate(in Draw value) => new() { Slot = value.Slot, Case = value.Case, LogProbability = value.LogProbability, StaleLoss = value.StaleLoss, HistoryStep = value.HistoryStep };
}
