using OrleansDro.Abstractions.Sampling;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Training;

/// <summary>Sends fresh losses to the shards of their cases: one message a shard.</summary>
internal sealed class LossReporter(IGrainFactory grains, string run, CaseBlocks blocks)
{
    /// <summary>Sends the losses of a micro-batch; ends when all shards have them.</summary>
    public Task Send(LossReport report, Draw[] draws) => Task.WhenAll(Enumerable.Range(0, draws.Length)
        .GroupBy(i => blocks.ShardOf(blocks.BlockOf(draws[i].Case)))
        .Select(group => grains.GetGrain<ISamplerShardGrain>(group.Key, run).Report(new LossReport(
            report.Step,
            [.. group.Select(i => report.Slots[i])],
            [.. group.Select(i => report.Losses[i])],
            [.. group.Select(i => report.Clips[i])],
            report.Problems is { } problems ? [.. group.Select(i => problems[i])] : null))));
}
