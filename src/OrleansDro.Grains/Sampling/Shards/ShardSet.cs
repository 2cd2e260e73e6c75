using OrleansDro.Abstractions;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;
using OrleansDro.Robustness.Temperature;

namespace OrleansDro.Grains.Sampling.Shards;

/// <summary>
/// The shards of a run and the tree over the masses of their blocks. A draw finds its block in this tree and its case in the shard of the block. It finds the same
/// case as one index over all cases would, for any number of shards.
/// </summary>
internal sealed class ShardSet : IShardSet
{
    private readonly ISamplerShardGrain[] _shards;
    private readonly CaseBlocks _blocks;
    private readonly HashSet<int> _shardsWithWithheld = [];
    private HardnessTree _masses;

    private ShardSet(ISamplerShardGrain[] shards, CaseBlocks blocks, int cases, double beta) =>
        (_shards, _blocks, Cases, _masses) = (shards, blocks, cases, new HardnessTree(blocks.Count, beta));

    /// <inheritdoc/>
    public int Cases { get; private set; }

    /// <inheritdoc/>
    public double Beta => _masses.Beta;

    /// <inheritdoc/>
    public HardnessMass Mass => _masses.Root;

    /// <summary>Starts the shards of a run: each receives the state of its cases.</summary>
    /// <param name="grains">Finds the shards.</param>
    /// <param name="run">The run's name.</param>
    /// <param name="start">The state from which they start.</param>
    public static async Task<ShardSet> Start(IGrainFactory grains, string run, ShardSetStart start)
    {
        var blocks = start.Blocks;
        ISamplerShardGrain[] shards = [.. Enumerable.Range(0, blocks.Shards).Select(shard => grains.GetGrain<ISamplerShardGrain>(shard, run))];
        var set = new ShardSet(shards, blocks, start.Cases.Records.Length, start.Beta);
        set.Load(await Task.WhenAll(shards.Zip(SnapshotParts.Cut(start.Cases, blocks), (shard, part) => shard.Start(new ShardStart
        {
            Blocks = blocks,
            Snapshot = part,
            Beta = start.Beta,
            Momentum = start.Momentum,
            LastCommittedStep = start.LastCommittedStep,
        }))));
        return set;
    }

    /// <inheritdoc/>
    public async Task<CommitReply[]> Commit(BatchDraw batch, StepReports reports)
    {
        var draws = batch.Draws.ToLookup(draw => ShardOf(draw.Case));
        var replies = await Task.WhenAll(_shards.Select((shard, i) =>
        {
            Draw[] ofShard = [.. draws[i]];
            return shard.Commit(new ShardCommit(batch.Step, ofShard, reports.Of(batch.Step, ofShard)));
        }));
        foreach (var reply in replies)
        {
            Update(reply.Masses);
        }

        return replies;
    }

    /// <inheritdoc/>
    public Task Release() => Task.WhenAll(_shards.Select(async shard =>
    {
        try
        {
            await shard.Release();
        }
        catch (Exception exception) when (TransientFaults.IsLostCall(exception))
        {
            // Its silo is lost or busy. The shard is started again if it is needed.
        }
    }));

    /// <inheritdoc/>
    public async ValueTask LocateAsync(ReadOnlyMemory<DrawPoint> points, Memory<LocatedCase> located)
    {
        var places = Array.ConvertAll(points.ToArray(), _masses.Locate);
        await Task.WhenAll(Enumerable.Range(0, places.Length).GroupBy(i => _blocks.ShardOf(places[i].Leaf)).Select(async group =>
        {
            var slots = group.ToArray();
            var found = await _shards[group.Key].Locate(
                Array.ConvertAll(slots, slot => places[slot].Point), Array.ConvertAll(slots, slot => places[slot].Leaf));
            for (var i = 0; i < slots.Length; i++)
            {
                located.Span[slots[i]] = new LocatedCase(found.Cases[i], found.Losses[i]);
            }
        }));
    }

    /// <inheritdoc/>
    public async ValueTask GetRecordsAsync(ReadOnlyMemory<int> cases, Memory<CaseRecord> records)
    {
        var all = cases.ToArray();
        await Task.WhenAll(Enumerable.Range(0, all.Length).GroupBy(i => ShardOf(all[i])).Select(async group =>
        {
            var places = group.ToArray();
            var found = await _shards[group.Key].GetRecordsOf(Array.ConvertAll(places, i => all[i]));
            for (var i = 0; i < places.Length; i++)
            {
                records.Span[places[i]] = found[i];
            }
        }));
    }

    /// <inheritdoc/>
    public async ValueTask WithholdAsync(int caseIndex)
    {
        var shard = ShardOf(caseIndex);
        _shardsWithWithheld.Add(shard);
        Update([await _shards[shard].Withhold(caseIndex)]);
    }

    /// <inheritdoc/>
    public async ValueTask RestoreAsync()
    {
        foreach (var masses in await Task.WhenAll(_shardsWithWithheld.Select(shard => _shards[shard].Restore())))
        {
            Update(masses);
        }

        _shardsWithWithheld.Clear();
    }

    /// <inheritdoc/>
    public async Task Change(CaseChangeKind kind, int[] cases, string? reason)
    {
        foreach (var group in cases.GroupBy(ShardOf))
        {
            Update(await _shards[group.Key].Change(kind, [.. group], reason));
        }
    }

    /// <inheritdoc/>
    public async Task Append(CaseRecord[] records)
    {
        var last = await _shards[^1].Append(records);
        Cases += records.Length;
        var masses = new HardnessMass[last[^1].Block + 1];
        for (var block = 0; block < _masses.Leaves; block++)
        {
            masses[block] = _masses[block];
        }

        _masses.Load(masses);
        Update(last);
    }

    /// <inheritdoc/>
    public async ValueTask SetBetaAsync(double beta)
    {
        if (beta != Beta)
        {
            var blocks = _masses.Leaves;
            var masses = await Task.WhenAll(_shards.Select(shard => shard.SetBeta(beta)));
            _masses = new HardnessTree(blocks, beta);
            Load(masses);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<LossMoments> GetMomentsAsync(double beta)
    {
        // In the order of the blocks: the same bits for any number of shards.
        var reference = Mass.MaximumLoss;
        var parts = await Task.WhenAll(_shards.Select(shard => shard.GetMoments(beta, reference)));
        return parts.SelectMany(part => part).Aggregate(default(LossMoments), (sum, block) => sum.Add(block));
    }

    /// <inheritdoc/>
    public async Task<CaseRecord[]> GetRecords() => [.. (await Task.WhenAll(_shards.Select(shard => shard.GetRecords()))).SelectMany(records => records)];

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<int, string>> GetReasons() =>
        (await Task.WhenAll(_shards.Select(shard => shard.GetReasons()))).SelectMany(reasons => reasons).ToDictionary();

    /// <inheritdoc/>
    public async Task<ShardSnapshot> GetSnapshot() => SnapshotParts.Join(await Task.WhenAll(_shards.Select(shard => shard.GetSnapshot())));

    private int ShardOf(int caseIndex) => _blocks.ShardOf(_blocks.BlockOf(caseIndex));

    private void Load(BlockMass[][] masses) => _masses.Load([.. masses.SelectMany(shard => shard).Select(block => block.Mass)]);

    private void Update(BlockMass[] masses)
    {
        foreach (var (block, mass) in masses)
        {
            _masses[block] = mass;
        }
    }
}
