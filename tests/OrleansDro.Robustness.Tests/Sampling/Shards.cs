using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Robustness.Tests.Sampling;

/// <summary>Cases dealt out to shards, each with a history and an index of its own, under a tree of all blocks: draws as a sampler over many machines does.</summary>
internal sealed class Shards
{
    private readonly SamplingOptions _options;
    private readonly CaseBlocks _blocks;
    private readonly (CaseHistory History, HardnessIndex Index)[] _shards;
    private readonly HardnessTree _above;

    public Shards(CaseRecord[] records, int shards, SamplingOptions options)
    {
        _options = options;
        _blocks = CaseBlocks.Cut(records.Length, shards);
        _above = new HardnessTree(_blocks.Count, options.Beta);
        _shards = new (CaseHistory, HardnessIndex)[_blocks.Shards];
        for (var shard = 0; shard < _blocks.Shards; shard++)
        {
            var end = Math.Min(FirstCaseOf(shard + 1), records.Length);
            var history = new CaseHistory(records.AsSpan(FirstCaseOf(shard), end - FirstCaseOf(shard)));
            _shards[shard] = (history, new HardnessIndex(history, options.Beta, _blocks.Size));
        }

        HardnessMass[] masses = [.. _shards.SelectMany(shard => Enumerable.Range(0, shard.Index.Blocks).Select(shard.Index.MassOf))];
        Assert.Equal(_blocks.Count, masses.Length);
        _above.Load(masses);
    }

    public int Count => _shards.Length;

    public HardnessMass Mass => _above.Root;

    public CaseRecord[] GetRecords() => [.. _shards.SelectMany(shard => shard.History.ToArray())];

    public int Locate(DrawPoint point)
    {
        var (block, onBlock) = _above.Locate(point);
        var shard = _blocks.ShardOf(block);
        Span<int> found = [0];
        _shards[shard].Index.Locate([onBlock], [block - _blocks.FirstBlockOf(shard)], found);
        return FirstCaseOf(shard) + found[0];
    }

    public Draw[] Draw(long seed, long step, int batchSize, long historyStep)
    {
        var plan = new DrawPlan(Mass, _options);
        var draws = new Draw[batchSize];
        for (var slot = 0; slot < batchSize; slot++)
        {
            var drawn = Locate(plan.PointOf(seed, step, slot));
            draws[slot] = plan.DrawOf(slot, drawn, RecordOf(drawn).Loss, historyStep);
        }

        return draws;
    }

    public void Report(BatchDraw batch, double[] losses)
    {
        foreach (var slots in batch.Draws.Zip(losses).GroupBy(pair => pair.First.Case))
        {
            Set(slots.Key, RecordOf(slots.Key).Visit(batch.Step, [.. slots.Select(pair => pair.Second)], _options.Momentum));
        }
    }

    public void Set(int caseIndex, CaseRecord record)
    {
        var block = _blocks.BlockOf(caseIndex);
        var shard = _blocks.ShardOf(block);
        var (history, index) = _shards[shard];
        var local = caseIndex - FirstCaseOf(shard);
        history[local] = record;
        index.Refresh([local]);
        _above[block] = index.MassOf(block - _blocks.FirstBlockOf(shard));
    }

    private CaseRecord RecordOf(int caseIndex)
    {
        var shard = _blocks.ShardOf(_blocks.BlockOf(caseIndex));
        return _shards[shard].History[caseIndex - FirstCaseOf(shard)];
    }

    private int FirstCaseOf(int shard) => _blocks.FirstBlockOf(shard) * _blocks.Size;
}
