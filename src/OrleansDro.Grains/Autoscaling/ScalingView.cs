namespace OrleansDro.Grains.Autoscaling;

/// <summary>Everything that a decision on the wanted number of trainers depends on.</summary>
internal sealed record ScalingView
{
    /// <summary>The run.</summary>
    public required ObservedRun Run { get; init; }

    /// <summary>The number that it wanted before; 0 if unknown.</summary>
    public int Wanted { get; init; }

    /// <summary>How long it has wanted this number.</summary>
    public TimeSpan Since { get; init; }

    /// <summary>How long its steps take.</summary>
    public required SpeedModel Speeds { get; init; }

    /// <summary>Whether enough steps were measured with the present trainers.</summary>
    public bool IsFresh { get; init; }
}
