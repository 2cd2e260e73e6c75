using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Protocol.Serialization;

/// <summary>How a point that a draw fell on travels.</summary>
[GenerateSerializer, Alias("OrleansDro.DrawPoint")]
internal struct DrawPointSurrogate
{
    [Id(0)] public DrawKind Kind;
    [Id(1)] public double Offset;
}
