using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Sampling;

namespace OrleansDro.Grains.Sampling.Attempts;

/// <summary>What a sampler keeps in durable storage beside its journal.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.SamplerRecord")]
internal sealed record SamplerRecord
{
    /// <summary>The request that started the present attempt.</summary>
    [Id(0)] public required SamplerStart Start { get; init; }

    /// <summary>Where replicas got the state from which the attempt started.</summary>
    [Id(1)] public required StateSource Source { get; init; }

    /// <summary>All changes of the cases so far.</summary>
    [Id(2)] public required IReadOnlyList<ScheduledChange> Changes { get; init; }

    /// <summary>The step after which the attempt ends. Earlier than that of the start if the run was asked to stop.</summary>
    [Id(3)] public required long LastStep { get; init; }

    /// <summary>When the attempt started, in UTC.</summary>
    [Id(4)] public required DateTimeOffset BeganAt { get; init; }

    /// <summary>Seconds of training of earlier attempts.</summary>
    [Id(5)] public required double SecondsBefore { get; init; }

    /// <summary>The first step of which the journal may have an entry.</summary>
    [Id(6)] public required long JournalFrom { get; init; }
}
