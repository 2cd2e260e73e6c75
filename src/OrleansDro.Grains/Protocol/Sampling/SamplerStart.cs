using OrleansDro.Abstractions.Specs;

namespace OrleansDro.Grains.Protocol.Sampling;

/// <summary>What a sampler needs to start an attempt.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.SamplerStart")]
internal sealed record SamplerStart
{
    private const int CasesOfAShard = 1 << 17;

    /// <summary>The run's spec.</summary>
    [Id(0)] public required RunSpec Spec { get; init; }

    /// <summary>Training cases at the start of the run, at least 1. Cases that were added later do not count.</summary>
    [Id(1)] public required int Cases { get; init; }

    /// <summary>Steps after which this attempt ends, at most the spec's steps; a resumed run takes the rest.</summary>
    [Id(2)] public required long LastStep { get; init; }

    /// <summary>Folder of the run's checkpoints, or null if none are saved. The sampler continues from the latest good one.</summary>
    [Id(6)] public string? CheckpointRoot { get; init; }

    /// <summary>The number of shards, 1 or more. The draws do not depend on it. Null: one shard for each 131072 cases.</summary>
    [Id(4)] public int? Shards { get; init; }

    /// <summary>Changes of a run that is replayed, in the order in which they were requested. The changes of the checkpoint are not repeated here.</summary>
    [Id(5)] public IReadOnlyList<ScheduledChange> Changes { get; init; } = [];

    /// <summary>How the cases are divided into blocks and shards.</summary>
    public Robustness.Sampling.CaseBlocks Blocks => Robustness.Sampling.CaseBlocks.Cut(Cases, Shards ?? ((Cases - 1) / CasesOfAShard) + 1);

    /// <summary>The number of the attempt, from 1.</summary>
    [Id(7)] public long Attempt { get; init; } = 1;

    /// <summary>The attempt does not start from a checkpoint of more steps, because it may contain wrong gradients. Null: it starts from the latest good one.</summary>
    [Id(8)] public long? NewestCheckpoint { get; init; }
}
