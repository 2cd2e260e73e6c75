using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;
using OrleansDro.Robustness.Temperature;

namespace OrleansDro.Robustness.Tests.Sampling;

/// <summary>
/// Cases dealt out to shards, each with a history and an index of its own, under a tree of all blocks: a source as a sampler over many machines has it.
/// </summary>
internal sealed class Shards : IHardnessSource
{
    private readonly bool _answersLater;
    private readonly CaseBlocks _blocks;
    private readonly (CaseHistory History, HardnessIndex Index)[] _shards;
    private HardnessTree _above;

    /// <param name="records">The records of all cases.</param>
    /// <param name="shards">Over how many shards they are dealt out.</param>
    /// <param name="beta">The inverse temperature.</param>
    /// <param name="answersLater">Whether operations complete after they return, as they do on other machines.</param>
    public Shards(CaseRecord[] records, int shards, double beta, bool answersLater = false)
    {
        _answersLater = answersLater;
        _blocks = CaseBlocks.Cut(records.Length, shards);
        _shards = new (CaseHistory, HardnessIndex)[_blocks.Shards];
        for (var shard = 0; shard < _blocks.Shards; shard++)
        {
            var end = Math.Min(FirstCaseOf(shard + 1), records.Length);
            var history = new CaseHistory(records.AsSpan(FirstCaseOf(shard), end - FirstCaseOf(shard)));
            _shards[shard] = (history, new HardnessIndex(history, beta, _blocks.Size));
        }

        _above = TreeOfBlocks(beta);
    }

    public int Count => _shards.Length;

    public int Cases => _shards.Sum(shard => shard.History.Count);

    public HardnessMass Mass => _above.Root;

    public double Beta => _above.Beta;

    public CaseRecord[] GetRecords() => [.. _shards.SelectMany(shard => shard.History.ToArray())];

    public int Locate(DrawPoint point)
    {
        var (block, onBlock) = _above.Locate(point);
        var shard = _blocks.ShardOf(block);
        Span<int> found = [0];
        _shards[shard].Index.Locate([onBlock], [block - _blocks.FirstBlockOf(shard)], found);
        return FirstCaseOf(shard) + found[0];
    }

    public async ValueTask LocateAsync(ReadOnlyMemory<DrawPoint> points, Memory<LocatedCase> located)
    {
        await AnswerAsync();
        for (var i = 0; i < points.Length; i++)
        {
            var found = Locate(points.Span[i]);
            located.Span[i] = new LocatedCase(found, RecordOf(found).Loss);
        }
    }

    public async ValueTask GetRecordsAsync(ReadOnlyMemory<int> cases, Memory<CaseRecord> records)
    {
        await AnswerAsync();
        for (var i = 0; i < cases.Length; i++)
        {
            records.Span[i] = RecordOf(cases.Span[i]);
        }
    }

    public async ValueTask WithholdAsync(int caseIndex)
    {
        await AnswerAsync();
        var shard = ShardOf(caseIndex);
        _shards[shard].Index.Withhold(caseIndex - FirstCaseOf(shard));
        Update(caseIndex);
    }

    public async ValueTask RestoreAsync()
    {
        await AnswerAsync();
        foreach (var (_, index) in _shards)
        {
            index.Restore();
        }

        _above = TreeOfBlocks(Beta);
    }

    public async ValueTask SetBetaAsync(double beta)
    {
        await AnswerAsync();
        foreach (var (_, index) in _shards)
        {
            index.Beta = beta;
        }

        _above = TreeOfBlocks(beta);
    }

    public async ValueTask<LossMoments> GetMomentsAsync(double beta)
    {
        await AnswerAsync();
        var moments = from shard in _shards from block in Enumerable.Range(0, shard.Index.Blocks) select shard.Index.MomentsOf(block, beta, Mass.MaximumLoss);
        return moments.Aggregate(default(LossMoments), (sum, block) => sum.Add(block));
    }

    public void Report(BatchDraw batch, double[] losses, double momentum)
    {
        foreach (var slots in batch.Draws.Zip(losses).GroupBy(slot => ShardOf(slot.First.Case)))
        {
            var (history, index) = _shards[slots.Key];
            int[] cases = [.. slots.Select(slot => slot.First.Case - FirstCaseOf(slots.Key))];
            history.Credit(batch.Step, cases, [.. slots.Select(slot => slot.Second)], momentum);
            index.Refresh(cases);
        }

        _above = TreeOfBlocks(Beta);
    }

    public void Set(int caseIndex, CaseRecord record)
    {
        var shard = ShardOf(caseIndex);
        var local = caseIndex - FirstCaseOf(shard);
        _shards[shard].History[local] = record;
        _shards[shard].Index.Refresh([local]);
        Update(caseIndex);
    }

    private async ValueTask AnswerAsync()
    {
        if (_answersLater)
        {
            await Task.Yield();
        }
    }

    private HardnessTree TreeOfBlocks(double beta)
    {
        HardnessMass[] masses = [.. _shards.SelectMany(shard => Enumerable.Range(0, shard.Index.Blocks).Select(shard.Index.MassOf))];
        Assert.Equal(_blocks.Count, masses.Length);
        var tree = new HardnessTree(_blocks.Count, beta);
        tree.Load(masses);
        return tree;
    }

    private void Update(int caseIndex)
    {
        var block = _blocks.BlockOf(caseIndex);
        var shard = _blocks.ShardOf(block);
        _above[block] = _shards[shard].Index.MassOf(block - _blocks.FirstBlockOf(shard));
    }

    private CaseRecord RecordOf(int caseIndex) => _shards[ShardOf(caseIndex)].History[caseIndex - FirstCaseOf(ShardOf(caseIndex))];

    private int ShardOf(int caseIndex) => _blocks.ShardOf(_blocks.BlockOf(caseIndex));

    private int FirstCaseOf(int shard) => _blocks.FirstBlockOf(shard) * _blocks.Size;
}
