namespace OrleansDro.Grains.Protocol.Serialization;

/// <summary>How the layout of cases over shards travels.</summary>
[GenerateSerializer, Alias("OrleansDro.CaseBlocks")]
internal struct CaseBlocksSurrogate
{
    [Id(0)] public int Cases;
    [Id(1)] public int Shards;
}
