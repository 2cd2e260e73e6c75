using System.Collections.Concurrent;
using OrleansDro.Grains.Protocol.Sampling;

namespace OrleansDro.Grains.Cases;

/// <summary>Finds the shard of a case. The key of a case does not tell how many shards its run has, so each silo reads that once for each run.</summary>
internal sealed class CaseShardLocator(IGrainFactory grains)
{
    private readonly ConcurrentDictionary<string, Robustness.Sampling.CaseBlocks> _blocks = new();

    /// <summary>The number of a case's shard.</summary>
    /// <returns>The number, or null if the run has no sampler yet.</returns>
    public async ValueTask<int?> Find(string run, int caseIndex)
    {
        if (!_blocks.TryGetValue(run, out var blocks))
        {
            if (await grains.GetGrain<ISamplerGrain>(run).GetBlocks() is not { } found)
            {
                return null;
            }

            _blocks[run] = blocks = found;
        }

        return blocks.ShardOf(blocks.BlockOf(caseIndex));
    }
}
