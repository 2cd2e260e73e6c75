namespace OrleansDro.Grains.Protocol.Serialization;

/// <summary>How the mass of some cases travels.</summary>
[GenerateSerializer, Alias("OrleansDro.HardnessMass")]
internal struct HardnessMassSurrogate
{
    [Id(0)] public double MaximumLoss;
    [Id(1)] public double ScaledSum;
    [Id(2)] public int SeenCases;
    [Id(3)] public int UnseenCases;
}
