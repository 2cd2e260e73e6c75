using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Protocol.Serialization;

/// <summary>Carries <see cref="DrawPoint"/> over its surrogate.</summary>
[RegisterConverter]
internal sealed class DrawPointConverter : IConverter<DrawPoint, DrawPointSurrogate>
{
    /// <inheritdoc/>
    public DrawPoint ConvertFromSurrogate(in DrawPointSurrogate surrogate) => new(surrogate.Kind, surrogate.Offset);

    /// <inheritdoc/>
    public DrawPointSurrogate ConvertToSurrogate(in DrawPoint value) => new() { Kind = value.Kind, Offset = value.Offset };
}
