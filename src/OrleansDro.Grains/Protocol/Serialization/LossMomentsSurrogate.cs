namespace OrleansDro.Grains.Protocol.Serialization;

/// <summary>How the moments of a block travel.</summary>
[GenerateSerializer, Alias("OrleansDro.LossMoments")]
internal struct LossMomentsSurrogate
{
    [Id(0)] public int Count;
    [Id(1)] public double Sum;
    [Id(2)] public double SumOfSquares;
    [Id(3)] public double FirstMoment;
}
