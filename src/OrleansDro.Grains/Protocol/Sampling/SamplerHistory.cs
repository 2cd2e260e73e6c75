using OrleansDro.Robustness.History;

namespace OrleansDro.Grains.Protocol.Sampling;

/// <summary>The records of a run's training cases as of a committed step.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.SamplerHistory")]
internal sealed record SamplerHistory
{
    /// <summary>Committed steps at the time of the request. The records may hold the losses of steps that were committed meanwhile.</summary>
    [Id(0)] public required long StepsCommitted { get; init; }

    /// <summary>The records of all cases, by index.</summary>
    [Id(1)] public required CaseRecord[] Records { get; init; }

    /// <summary>The reasons for which cases are quarantined or removed, by index. Cases without a reason are left out.</summary>
    [Id(2)] public required IReadOnlyDictionary<int, string> Reasons { get; init; }

    /// <summary>The inverse temperature of the latest draws.</summary>
    [Id(3)] public required double Beta { get; init; }

    /// <summary>The share of a batch's slots that visit all cases in turn, 0 to 1.</summary>
    [Id(4)] public double RevisitShare { get; init; }
}
