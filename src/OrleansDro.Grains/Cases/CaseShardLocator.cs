using System.Collections.Concurrent;
using OrleansDro.Grains.Protocol.Sampling;

namespace OrleansDro.Grains.Cases;

/// <summary>Which shard remembers a case. Asked for once by each silo and run: a case's key does not say over how many shards its run is spread.</summary>
internal sealed class CaseShardLocator(IGrainFactory grains)
{
    private readonly ConcurrentDictionary<string, Robustness.Sampling.CaseBlocks> _blocks = new();

    /// <summary>The number of a case's shard.</summary>
    /// <returns>The number, or null where the run has no sampler yet.</returns>
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
