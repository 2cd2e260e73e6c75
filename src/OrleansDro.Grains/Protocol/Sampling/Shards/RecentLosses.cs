namespace OrleansDro.Grains.Protocol.Sampling.Shards;

/// <summary>Recent losses of many cases, in columns of the same length. Those of one case are adjacent, oldest first.</summary>
/// <param name="Cases">The index of the case in the run.</param>
/// <param name="Steps">The step that measured the loss.</param>
/// <param name="Losses">The loss.</param>
/// <param name="Probabilities">The probability of the draw; not a number if it is not known.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.RecentLosses")]
internal sealed record RecentLosses([property: Id(0)] int[] Cases, [property: Id(1)] int[] Steps, [property: Id(2)] float[] Losses, [property: Id(3)] float[] Probabilities)
{
    /// <summary>No loss.</summary>
    public static RecentLosses None { get; } = new([], [], [], []);
}
