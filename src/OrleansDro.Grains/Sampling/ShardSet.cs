using OrleansDro.Abstractions.Sampling;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Sampling;

/// <summary>
/// The shards of a run and the tree over their masses. A shard is an aligned block of 2^k cases, so a draw that is located here and goes on in the shard
/// lands on the case on which it would land in one tree over all cases.
/// </summary>
internal sealed class ShardSet
{
    private readonly ISamplerShardGrain[] _shards;
    private readonly HardnessTree _masses;
    private readonly int _shardSize;

    private ShardSet(ISamplerShardGrain[] shards, HardnessTree masses, int shardSize) => (_shards, _masses, _shardSize) = (shards, masses, shardSize);

    /// <summary>The mass of all cases.</summary>
    public HardnessMass Mass => _masses.Root;

    /// <summary>Gives each shard its cases.</summary>
    public static async Task<ShardSet> Start(
        IGrainFactory grains, string run, CaseRecord[] records, int shardSize, SamplingOptions options, long lastCommittedStep)
    {
        var blocks = records.Chunk(shardSize).ToArray();
        ISamplerShardGrain[] shards = [.. blocks.Select((_, shard) => grains.GetGrain<ISamplerShardGrain>(shard, run))];
        var masses = new HardnessTree(shards.Length, options.Beta);
        masses.Load(await Task.WhenAll(shards.Select((shard, i) =>
            shard.Start(new ShardStart(i * shardSize, shardSize, blocks[i], options.Beta, options.Momentum, lastCommittedStep)))));
        return new ShardSet(shards, masses, shardSize);
    }

    /// <summary>Credits a step in all shards. Asks again as long as losses are missing.</summary>
    /// <param name="batch">The step's draws.</param>
    /// <param name="wait">Told how many losses a shard still misses; false gives up.</param>
    /// <returns>What came of it in each shard, or null where it was given up.</returns>
    public async Task<CommitReply[]?> Commit(BatchDraw batch, Func<int, bool> wait)
    {
        var replies = await Task.WhenAll(_shards.Select((shard, i) => CommitShard(shard, batch.Step, [.. batch.Draws.Where(draw => ShardOf(draw.Case) == i)], wait)));
        if (replies.Any(reply => reply.MissingSlots > 0))
        {
            return null;
        }

        for (var i = 0; i < replies.Length; i++)
        {
            _masses[i] = replies[i].Mass;
        }

        return replies;
    }

    /// <summary>Finds the cases that points fall on, in the order of the points.</summary>
    public async Task<LocatedCase[]> Locate(DrawPoint[] points)
    {
        var places = Array.ConvertAll(points, point => _masses.Locate(point));
        var located = new LocatedCase[points.Length];
        await Task.WhenAll(Enumerable.Range(0, points.Length).GroupBy(i => places[i].Leaf).Select(async group =>
        {
            var found = await _shards[group.Key].Locate([.. group.Select(i => places[i].Point)]);
            foreach (var (i, match) in group.Zip(found))
            {
                located[i] = match;
            }
        }));
        return located;
    }

    /// <summary>Takes a case out of the mass for the rest of a batch.</summary>
    public async Task Withhold(int caseIndex) => _masses[ShardOf(caseIndex)] = await _shards[ShardOf(caseIndex)].Withhold(caseIndex);

    /// <summary>Puts withheld cases back.</summary>
    public async Task Restore(IEnumerable<int> cases)
    {
        foreach (var shard in cases.Select(ShardOf).Distinct())
        {
            _masses[shard] = await _shards[shard].Restore();
        }
    }

    /// <summary>What all cases hold, by index.</summary>
    public async Task<CaseRecord[]> GetRecords() => [.. (await Task.WhenAll(_shards.Select(shard => shard.GetRecords()))).SelectMany(records => records)];

    private static async Task<CommitReply> CommitShard(ISamplerShardGrain shard, long step, Draw[] draws, Func<int, bool> wait)
    {
        CommitReply reply;
        do
        {
            reply = await shard.Commit(step, draws);
        }
        while (reply.MissingSlots > 0 && wait(reply.MissingSlots));
        return reply;
    }

    private int ShardOf(int caseIndex) => caseIndex / _shardSize;
}
