namespace OrleansDro.Grains.Protocol.Cases;

/// <summary>Names the shard that speaks to a case, and which beginning of it: one that was begun anew knows more than the case, which then asks it.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Incarnation">The beginning; 0 where there is nothing to be asked.</param>
/// <param name="Silo">The silo that the shard lives in; null where the case may live anywhere.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.ShardStamp")]
internal readonly record struct ShardStamp([property: Id(0)] int Shard, [property: Id(1)] long Incarnation, [property: Id(2)] SiloAddress? Silo);
