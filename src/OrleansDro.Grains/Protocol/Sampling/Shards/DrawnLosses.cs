namespace OrleansDro.Grains.Protocol.Sampling.Shards;

/// <summary>Fresh losses of draws, summed up.</summary>
/// <param name="Sum">Their sum; losses that are not finite are left out.</param>
/// <param name="Count">How many there are.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.DrawnLosses")]
internal readonly record struct DrawnLosses([property: Id(0)] double Sum, [property: Id(1)] long Count)
{
    /// <summary>Their mean; NaN where there are none.</summary>
    public double Mean => Sum / Count;

    /// <summary>Both together.</summary>
    public DrawnLosses Add(DrawnLosses other) => new(Sum + other.Sum, Count + other.Count);
}
