namespace OrleansDro.Abstractions.Cases;

/// <summary>The training cases of one group, as of a committed step. Removed cases are left out.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.GroupView")]
public sealed record GroupView
{
    /// <summary>The group's name; null for the cases without one.</summary>
    [Id(0)] public string? Group { get; init; }

    /// <summary>Cases.</summary>
    [Id(1)] public required int Cases { get; init; }

    /// <summary>Cases without a loss.</summary>
    [Id(2)] public required int Unseen { get; init; }

    /// <summary>Quarantined cases.</summary>
    [Id(3)] public required int Quarantined { get; init; }

    /// <summary>Mean of the latest losses of the seen cases; null where there are none.</summary>
    [Id(4)] public double? MeanLoss { get; init; }

    /// <summary>The largest of them; null where there are none.</summary>
    [Id(5)] public double? MaximumLoss { get; init; }

    /// <summary>The probability with which the next slot would draw a case of the group.</summary>
    [Id(6)] public required double Probability { get; init; }

    /// <summary>The largest age of a case of the group, in steps.</summary>
    [Id(7)] public required long MaximumAge { get; init; }
}
