using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Sampling;
using OrleansDro.Grains.Calls;
using OrleansDro.Grains.Placement;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;
using OrleansDro.Robustness.Temperature;

namespace OrleansDro.Grains.Sampling;

/// <summary>
/// The shards of a run and the tree over the masses of their blocks. A draw that is located here and goes on in a shard lands on the case on which it would
/// land in one index over all cases, however many shards there are.
/// </summary>
internal sealed class ShardSet
{
    private readonly ISamplerShardGrain[] _shards;
    private readonly CaseBlocks _blocks;
    private readonly double _momentum;
    private HardnessTree _masses;
    private long _lastCommitted;

    private ShardSet(ISamplerShardGrain[] shards, CaseBlocks blocks, int cases, double beta, double momentum) =>
        (_shards, _blocks, Cases, _masses, _momentum) = (shards, blocks, cases, new HardnessTree(blocks.Count, beta), momentum);

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
        var set = new ShardSet(shards, blocks, cases.Records.Length, beta, momentum) { _lastCommitted = lastCommittedStep };
        set.Load(await Task.WhenAll(shards.Zip(SnapshotParts.Cut(cases, blocks), set.StartShard)));
        return set;
    }

    /// <summary>Credits a step in all shards.</summary>
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
        _lastCommitted = batch.Step;
        foreach (var reply in replies)
        {
            Update(reply.Masses);
        }

        return replies;
    }

    /// <summary>Moves each shard, with its cases, to the silo that it belongs to. Its draws stay the same.</summary>
    /// <param name="silos">The silos that take shards.</param>
    /// <returns>Whether all are there now.</returns>
    public async Task<bool> Move(IReadOnlyList<SiloAddress> silos)
    {
        var areHome = true;
        foreach (var shard in _shards)
        {
            var home = Rendezvous.Choose(RendezvousPlacement.KeyOf(shard.GetGrainId()), silos).ToParsableString();
            if (await shard.GetSilo() != home)
            {
                var snapshot = await shard.GetSnapshot();
                await shard.Leave();
                await StartShard(shard, snapshot);
                areHome &= await shard.GetSilo() == home;
            }
        }

        return areHome;
    }

    /// <summary>Lets the shards go; one that cannot be reached is begun anew anyway if it is needed again.</summary>
    public Task Release() => Task.WhenAll(_shards.Select(async shard =>
    {
        try
        {
            await shard.Release();
        }
        catch (Exception exception) when (Lasting.IsLost(exception))
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

    /// <summary>What one case holds.</summary>
    public Task<CaseRecord> GetRecord(int caseIndex) => _shards[ShardOf(caseIndex)].GetRecord(caseIndex);

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

    private Task<BlockMass[]> StartShard(ISamplerShardGrain shard, ShardSnapshot snapshot) => shard.Start(new ShardStart
    {
        Blocks = _blocks,
        Snapshot = snapshot,
        Beta = Beta,
        Momentum = _momentum,
        LastCommittedStep = _lastCommitted,

        // Never the same twice, whichever silo starts it.
        Incarnation = BitConverter.ToInt64(Guid.NewGuid().ToByteArray()),
    });

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
