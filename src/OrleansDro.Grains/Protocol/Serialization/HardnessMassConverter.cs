using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Protocol.Serialization;

/// <summary>Carries <see cref="HardnessMass"/> over its surrogate.</summary>
[RegisterConverter]
internal sealed class HardnessMassConverter : IConverter<HardnessMass, HardnessMassSurrogate>
{
    /// <inheritdoc/>
    public HardnessMass ConvertFromSurrogate(in HardnessMassSurrogate surrogate) => new(surrogate.MaximumLoss, surrogate.ScaledSum, surrogate.SeenCases, surrogate.UnseenCases);

    /// <inheritdoc/>
    public HardnessMassSurrogate ConvertToSurrogate(in HardnessMass value) => new() { MaximumLoss = value.MaximumLoss, ScaledSum = value.ScaledSum, SeenCases = value.SeenCases, UnseenCases = value.UnseenCases };
}
