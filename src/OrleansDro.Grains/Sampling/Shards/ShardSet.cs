using OrleansDro.Abstractions.Cases;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;
using OrleansDro.Robustness.Temperature;

namespace OrleansDro.Grains.Sampling.Shards;

/// <summary>
/// The shards of a run and the tree over the masses of their blocks. A draw that is located here and goes on in a shard lands on the case on which it would
/// land in one index over all cases, however many shards there are.
/// </summary>
internal sealed class ShardSet
{
    private readonly ISamplerShardGrain[] _shards;
    private readonly CaseBlocks _blocks;
    private HardnessTree _masses;

    private ShardSet(ISamplerShardGrain[] shards, CaseBlocks blocks, int cases, double beta) =>
        (_shards, _blocks, Cases, _masses) = (shards, blocks, cases, new HardnessTree(blocks.Count, beta));

    /// <summary>How many cases there are, added and removed ones included.</summary>
    public int Cases { get; private set; }

    /// <summary>The inverse temperature of the masses.</summary>
    public double Beta => _masses.Beta;

    /// <summary>The mass of all cases.</summary>
    public HardnessMass Mass => _masses.Root;

    /// <summary>Gives each shard its cases.</summary>
    public static async Task<ShardSet> Start(
        IGrainFactory grains, string run, CaseBlocks blocks, ShardSnapshot cases, double beta, double momentum, long lastCommittedStep)
    {
        ISamplerShardGrain[] shards = [.. Enumerable.Range(0, blocks.Shards).Select(shard => grains.GetGrain<ISamplerShardGrain>(shard, run))];
        var set = new ShardSet(shards, blocks, cases.Records.Length, beta);
        set.Load(await Task.WhenAll(shards.Zip(SnapshotParts.Cut(cases, blocks), (shard, part) => shard.Start(new ShardStart
        {
            Blocks = blocks,
            Snapshot = part,
            Beta = beta,
            Momentum = momentum,
            LastCommittedStep = lastCommittedStep,
            Incarnation = ShardStart.NewIncarnation(),
        }))));
        return set;
    }

    /// <summary>Credits a step in the index of all shards.</summary>
    /// <param name="batch">The step's draws.</param>
    /// <param name="reports">Their losses.</param>
    /// <param name="isReplay">Whether the step was committed before.</param>
    /// <returns>What came of it in each shard.</returns>
    public async Task<CommitReply[]> Commit(BatchDraw batch, StepReports reports, bool isReplay)
    {
        var draws = batch.Draws.ToLookup(draw => ShardOf(draw.Case));
        var replies = await Task.WhenAll(_shards.Select((shard, i) =>
        {
            Draw[] ofShard = [.. draws[i]];
            return shard.Commit(new ShardCommit(batch.Step, ofShard, reports.Of(batch.Step, ofShard), isReplay));
        }));
        foreach (var reply in replies)
        {
            Update(reply.Masses);
        }

        return replies;
    }

    /// <summary>Has the case grains credit the losses of all steps that were committed.</summary>
    public async Task TellCases()
    {
        // The draws that the last step allowed go first.
        foreach (var shard in _shards)
        {
            await IdleThread.Next();
            await shard.TellCases();
        }
    }

    /// <summary>Lets the shards go; one that cannot be reached is begun anew anyway if it is needed again.</summary>
    public Task Release() => Task.WhenAll(_shards.Select(async shard =>
    {
        try
        {
            await shard.Release();
        }
        catch (Exception exception) when (TransientFaults.IsLostCall(exception))
        {
            // Its silo is gone or busy.
        }
    }));

    /// <summary>Finds the cases that points on the mass of all cases fall on, in the order of the points.</summary>
    public async Task<LocatedCases> Locate(DrawPoint[] points)
    {
        var places = Array.ConvertAll(points, point => _masses.Locate(point));
        var located = new LocatedCases(new int[points.Length], new double[points.Length]);
        await Task.WhenAll(Enumerable.Range(0, points.Length).GroupBy(i => _blocks.ShardOf(places[i].Leaf)).Select(async group =>
        {
            var slots = group.ToArray();
            var found = await _shards[group.Key].Locate(
                Array.ConvertAll(slots, slot => places[slot].Point), Array.ConvertAll(slots, slot => places[slot].Leaf));
            for (var i = 0; i < slots.Length; i++)
            {
                (located.Cases[slots[i]], located.Losses[slots[i]]) = (found.Cases[i], found.Losses[i]);
            }
        }));
        return located;
    }

    /// <summary>What some cases hold, by index.</summary>
    public async Task<Dictionary<int, CaseRecord>> GetRecordsOf(IEnumerable<int> cases)
    {
        var records = await Task.WhenAll(cases.Distinct().GroupBy(ShardOf).Select(async group =>
        {
            int[] ofShard = [.. group];
            return ofShard.Zip(await _shards[group.Key].GetRecordsOf(ofShard));
        }));
        return records.SelectMany(record => record).ToDictionary(record => record.First, record => record.Second);
    }

    /// <summary>Takes a case out of the mass for the rest of a batch.</summary>
    public async Task Withhold(int caseIndex) => Update([await _shards[ShardOf(caseIndex)].Withhold(caseIndex)]);

    /// <summary>Puts withheld cases back.</summary>
    public async Task Restore(IEnumerable<int> cases)
    {
        foreach (var shard in cases.Select(ShardOf).Distinct())
        {
            Update(await _shards[shard].Restore());
        }
    }

    /// <summary>Quarantines, releases or removes cases.</summary>
    public async Task Change(CaseChangeKind kind, int[] cases, string? reason)
    {
        foreach (var group in cases.GroupBy(ShardOf))
        {
            Update(await _shards[group.Key].Change(kind, [.. group], reason));
        }
    }

    /// <summary>Appends cases to the last shard.</summary>
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

    /// <summary>Changes the inverse temperature.</summary>
    public async Task SetBeta(double beta)
    {
        if (beta != Beta)
        {
            var blocks = _masses.Leaves;
            var masses = await Task.WhenAll(_shards.Select(shard => shard.SetBeta(beta)));
            _masses = new HardnessTree(blocks, beta);
            Load(masses);
        }
    }

    /// <summary>What the losses of all cases say about another inverse temperature, added up in the order of the blocks: the same bits for any number of shards.</summary>
    public async ValueTask<LossMoments> GetMoments(double beta)
    {
        var reference = Mass.MaximumLoss;
        var parts = await Task.WhenAll(_shards.Select(shard => shard.GetMoments(beta, reference)));
        return parts.SelectMany(part => part).Aggregate(default(LossMoments), (sum, block) => sum.Add(block));
    }

    /// <summary>The records of all cases, by index.</summary>
    public async Task<CaseRecord[]> GetRecords() => [.. (await Task.WhenAll(_shards.Select(shard => shard.GetRecords()))).SelectMany(records => records)];

    /// <summary>Why cases are quarantined or removed, by index.</summary>
    public async Task<IReadOnlyDictionary<int, string>> GetReasons() =>
        (await Task.WhenAll(_shards.Select(shard => shard.GetReasons()))).SelectMany(reasons => reasons).ToDictionary();

    /// <summary>All that the cases know, by index.</summary>
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
