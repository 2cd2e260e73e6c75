namespace OrleansDro.Grains.Protocol.Sampling.Shards;

/// <summary>The answer to a commit.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.CommitReply")]
internal sealed record CommitReply
{
    /// <summary>The masses, after the step, of the blocks that it changed.</summary>
    [Id(1)] public BlockMass[] Masses { get; init; } = [];

    /// <summary>Draws whose loss was applied.</summary>
    [Id(2)] public int Credited { get; init; }

    /// <summary>Importance weights that were clipped at the minimum.</summary>
    [Id(3)] public int ClippedLow { get; init; }

    /// <summary>Importance weights that were clipped at the maximum.</summary>
    [Id(4)] public int ClippedHigh { get; init; }

    /// <summary>The fresh losses.</summary>
    [Id(5)] public DrawnLosses Losses { get; init; }

    /// <summary>|fresh loss - recorded loss| of the draws whose case had a recorded loss.</summary>
    [Id(6)] public float[] Errors { get; init; } = [];
}
