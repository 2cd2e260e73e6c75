using OrleansDro.Abstractions.Specs;

namespace OrleansDro.Grains.Protocol.Sampling;

/// <summary>What a sampler needs to begin.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.SamplerStart")]
internal sealed record SamplerStart
{
    private const int CasesOfAShard = 1 << 17;

    /// <summary>The run's spec.</summary>
    [Id(0)] public required RunSpec Spec { get; init; }

    /// <summary>Training cases as the run began, at least 1; those that were added later not counted.</summary>
    [Id(1)] public required int Cases { get; init; }

    /// <summary>Steps after which this attempt ends, at most the spec's steps; the rest is left to a resumed run.</summary>
    [Id(2)] public required long LastStep { get; init; }

    /// <summary>Folder of the run's checkpoints, or null where none are saved. The latest good one in it is where the sampler goes on.</summary>
    [Id(6)] public string? CheckpointRoot { get; init; }

    /// <summary>Over how many shards the cases are spread, 1 or more; the draws do not depend on it. Null: one for each 131072 cases.</summary>
    [Id(4)] public int? Shards { get; init; }

    /// <summary>Changes of a run that is to be replayed, in the order in which they were asked for; those of the checkpoint are not repeated here.</summary>
    [Id(5)] public IReadOnlyList<ScheduledChange> Changes { get; init; } = [];

    /// <summary>How the cases lie in blocks and shards.</summary>
    public Robustness.Sampling.CaseBlocks Blocks => Robustness.Sampling.CaseBlocks.Cut(Cases, Shards ?? ((Cases - 1) / CasesOfAShard) + 1);

    /// <summary>Counts the beginnings of the run, from 1.</summary>
    [Id(7)] public long Attempt { get; init; } = 1;

    /// <summary>A checkpoint of more steps is not gone on from, as it may contain wrong gradients; null: the latest good one counts.</summary>
    [Id(8)] public long? NewestCheckpoint { get; init; }
}
