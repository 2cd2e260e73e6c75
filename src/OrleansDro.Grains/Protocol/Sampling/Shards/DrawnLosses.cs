namespace OrleansDro.Grains.Protocol.Sampling.Shards;

/// <summary>The sum of the fresh losses of draws.</summary>
/// <param name="Sum">Their sum; losses that are not finite are left out.</param>
/// <param name="Count">How many there are.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.DrawnLosses")]
internal readonly record struct DrawnLosses([property: Id(0)] double Sum, [property: Id(1)] long Count)
{
    /// <summary>Their mean; NaN if there are none.</summary>
    public double Mean => Sum / Count;

    /// <summary>The sum of both.</summary>
    public DrawnLosses Add(DrawnLosses other) => new(Sum + other.Sum, Count + other.Count);
}
