using OrleansDro.Robustness.History;

namespace OrleansDro.Grains.Protocol.Sampling;

/// <summary>What a run knows of its training cases at a moment.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.SamplerHistory")]
internal sealed record SamplerHistory
{
    /// <summary>Committed steps when it was asked for. The records may hold the losses of later steps, if these were committed meanwhile.</summary>
    [Id(0)] public required long StepsCommitted { get; init; }

    /// <summary>The records of all cases, by index.</summary>
    [Id(1)] public required CaseRecord[] Records { get; init; }

    /// <summary>Why cases are quarantined or removed, by index; cases without a known reason are left out.</summary>
    [Id(2)] public required IReadOnlyDictionary<int, string> Reasons { get; init; }

    /// <summary>The inverse temperature of the latest draws.</summary>
    [Id(3)] public required double Beta { get; init; }

    /// <summary>The share of a batch's slots that go round all cases in turn, 0 to 1.</summary>
    [Id(4)] public double SweptShare { get; init; }
}
