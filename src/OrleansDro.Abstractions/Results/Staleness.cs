namespace OrleansDro.Abstractions.Results;

/// <summary>How stale the losses are that cases were drawn by.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.Staleness")]
public sealed record Staleness
{
    /// <summary>Mean age of the losses on record, in steps: the committed step minus the step of the loss. Cases without a loss count from the start of the run.</summary>
    [Id(0)] public required double MeanAge { get; init; }

    /// <summary>95th percentile of the ages.</summary>
    [Id(1)] public required double P95Age { get; init; }

    /// <summary>The largest age.</summary>
    [Id(2)] public required long MaximumAge { get; init; }

    /// <summary>How many draws since the record before found a loss on record.</summary>
    [Id(3)] public required int Visits { get; init; }

    /// <summary>Mean of |fresh loss - loss on record| over these draws; 0 where there are none.</summary>
    [Id(4)] public required double MeanError { get; init; }

    /// <summary>95th percentile of it.</summary>
    [Id(5)] public required double P95Error { get; init; }

    /// <summary>The largest of it.</summary>
    [Id(6)] public required double MaximumError { get; init; }

    /// <summary>
    /// tanh(beta * delta / 2) with the largest error seen as delta: the most by which the distribution that was sampled from differs, in total variation,
    /// from that of the fresh losses, if no case's loss is off by more than that.
    /// </summary>
    [Id(7)] public required double TotalVariationBound { get; init; }
}
