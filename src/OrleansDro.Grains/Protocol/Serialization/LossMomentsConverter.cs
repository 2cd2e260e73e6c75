using OrleansDro.Robustness.Temperature;

namespace OrleansDro.Grains.Protocol.Serialization;

/// <summary>Carries <see cref="LossMoments"/> over its surrogate.</summary>
[RegisterConverter]
internal sealed class LossMomentsConverter : IConverter<LossMoments, LossMomentsSurrogate>
{
    /// <inheritdoc/>
    public LossMoments ConvertFromSurrogate(in LossMomentsSurrogate surrogate) =>
        new(surrogate.Count, surrogate.Sum, surrogate.SumOfSquares, surrogate.FirstMoment);

    /// <inheritdoc/>
    public LossMomentsSurrogate ConvertToSurrogate(in LossMoments value) =>
        new() { Count = value.Count, Sum = value.Sum, SumOfSquares = value.SumOfSquares, FirstMoment = value.FirstMoment };
}
