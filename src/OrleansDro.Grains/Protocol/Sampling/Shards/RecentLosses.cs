namespace OrleansDro.Grains.Protocol.Sampling.Shards;

/// <summary>Recent losses of many cases, in columns of the same length. Those of one case are adjacent, oldest first.</summary>
/// <param name="Cases">The index of the case in the run.</param>
/// <param name="Steps">The step that measured the loss.</param>
/// <param name="Losses">The loss.</param>
/// <param name="Probabilities">The probability of the draw; not a number if it is not known.</param>
/// <param name="LabelLosses">
/// The losses of the labels, row by row, the same number for each; NaN if they are unknown. Empty if the loss has none, null from a silo
/// of an older version.
/// </param>
[GenerateSerializer, Immutable, Alias("OrleansDro.RecentLosses")]
internal sealed record RecentLosses(
    [property: Id(0)] int[] Cases, [property: Id(1)] int[] Steps, [property: Id(2)] float[] Losses, [property: Id(3)] float[] Probabilities, [property: Id(4)] float[]? LabelLosses)
{
    /// <summary>No loss.</summary>
    public static RecentLosses None { get; } = new([], [], [], [], []);

    /// <summary>How many labels have losses.</summary>
    public int Labels => LabelLosses is null || Cases.Length == 0 ? 0 : LabelLosses.Length / Cases.Length;

    /// <summary>The losses of the labels for a number of labels, which is <see cref="Labels"/> or, if that is 0, any: they are not known then.</summary>
    public float[] LabelLossesFor(int labels)
    {
        if (LabelLosses is not null && labels == Labels)
        {
            return LabelLosses;
        }

        var unknown = new float[Cases.Length * labels];
        Array.Fill(unknown, float.NaN);
        return unknown;
    }
}
