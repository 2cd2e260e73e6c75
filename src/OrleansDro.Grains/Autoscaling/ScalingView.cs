namespace OrleansDro.Grains.Autoscaling;

/// <summary>All that a decision on how many trainers a run wants depends on.</summary>
internal sealed record ScalingView
{
    /// <summary>The run.</summary>
    public required ObservedRun Run { get; init; }

    /// <summary>How many it wanted before; 0 for not known.</summary>
    public int Wanted { get; init; }

    /// <summary>How long it has wanted so many.</summary>
    public TimeSpan Since { get; init; }

    /// <summary>How long its steps take.</summary>
    public required SpeedModel Speeds { get; init; }

    /// <summary>Whether enough steps were measured with those who are there now.</summary>
    public bool IsFresh { get; init; }
}
