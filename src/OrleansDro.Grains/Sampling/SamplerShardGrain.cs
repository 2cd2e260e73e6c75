using Orleans.Concurrency;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Sampling;
using OrleansDro.Grains.Cases;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Sampling;

/// <summary>
/// One range of a run's cases. Fresh losses wait here until their step is complete; then they are credited to the case grains in slot order, and the
/// tree takes what the cases accepted. So the history after a step does not depend on the order in which trainers reported.
/// </summary>
[Reentrant, KeepAlive]
internal sealed class SamplerShardGrain(CaseRecords store) : Grain, ISamplerShardGrain
{
    private readonly Dictionary<long, Dictionary<int, ReportedSlot>> _reports = [];
    private readonly Dictionary<int, ICaseGrain> _cases = [];
    private readonly HashSet<int> _withheld = [];
    private readonly Signal _reported = new();
    private string _run = "";
    private ShardStart? _start;
    private CaseRecord[] _records = [];
    private HardnessTree _tree = new(1, 0);
    private long _lastCommitted;
    private CommitReply _lastReply = new();

    public Task<HardnessMass> Start(ShardStart start)
    {
        _ = this.GetPrimaryKeyLong(out var run);
        _run = run!;
        _start = start;
        _lastCommitted = start.LastCommittedStep;
        _records = [.. start.Records];
        store.Load(_run, start.FirstCase, start.BlockSize, _records);
        _tree = new HardnessTree(_records.Length, start.Beta);
        _tree.Load(Array.ConvertAll(_records, HardnessMass.Of));
        return Task.FromResult(_tree.Root);
    }

    public Task Report(LossReport report)
    {
        if (report.Step > _lastCommitted)
        {
            if (!_reports.TryGetValue(report.Step, out var slots))
            {
                _reports[report.Step] = slots = [];
            }

            for (var i = 0; i < report.Slots.Length; i++)
            {
                slots.TryAdd(report.Slots[i], new ReportedSlot(report.Losses[i], report.Clips[i]));
            }

            _reported.Raise();
        }

        return Task.CompletedTask;
    }

    public async Task<CommitReply> Commit(long step, Draw[] draws)
    {
        if (step == _lastCommitted)
        {
            return _lastReply;
        }

        if (step != _lastCommitted + 1)
        {
            throw new InvalidOperationException($"Step {step} cannot be committed after step {_lastCommitted}.");
        }

        while (MissingSlots(step, draws) is > 0 and var missing)
        {
            if (!await BoundedWait.Ends(_reported.Next))
            {
                return new CommitReply { MissingSlots = missing, Mass = _tree.Root };
            }
        }

        _reports.Remove(step, out var slots);
        var fresh = Array.ConvertAll(draws, draw => slots![draw.Slot]);
        await Credit(step, draws, fresh);
        _lastCommitted = step;
        return _lastReply = new CommitReply
        {
            Mass = _tree.Root,
            Credited = draws.Length,
            ClippedLow = fresh.Count(slot => slot.Clip < 0),
            ClippedHigh = fresh.Count(slot => slot.Clip > 0),
            Losses = fresh.Where(slot => float.IsFinite(slot.Loss)).Aggregate(default(DrawnLosses), (sum, slot) => sum.Add(new DrawnLosses(slot.Loss, 1))),
        };
    }

    public Task<LocatedCase[]> Locate(DrawPoint[] points) => Task.FromResult(Array.ConvertAll(points, point =>
    {
        var leaf = _tree.Locate(point).Leaf;
        return new LocatedCase(FirstCase + leaf, _records[leaf]);
    }));

    public Task<HardnessMass> Withhold(int caseIndex)
    {
        _withheld.Add(caseIndex);
        _tree[caseIndex - FirstCase] = HardnessMass.Empty;
        return Task.FromResult(_tree.Root);
    }

    public Task<HardnessMass> Restore()
    {
        foreach (var caseIndex in _withheld)
        {
            _tree[caseIndex - FirstCase] = HardnessMass.Of(_records[caseIndex - FirstCase]);
        }

        _withheld.Clear();
        return Task.FromResult(_tree.Root);
    }

    public Task<CaseRecord[]> GetRecords() => Task.FromResult<CaseRecord[]>([.. _records]);

    private int FirstCase => _start?.FirstCase ?? throw new InvalidOperationException("The shard has not been started.");

    private int MissingSlots(long step, Draw[] draws) =>
        _reports.TryGetValue(step, out var slots) ? draws.Count(draw => !slots.ContainsKey(draw.Slot)) : draws.Length;

    private async Task Credit(long step, Draw[] draws, ReportedSlot[] fresh)
    {
        var visits = draws.Zip(fresh)
            .OrderBy(pair => pair.First.Slot)
            .GroupBy(pair => pair.First.Case, pair => (double)pair.Second.Loss)
            .Select(async visit => (Case: visit.Key, Record: await Case(visit.Key).Credit(step, [.. visit], _start!.Momentum)));
        foreach (var (caseIndex, record) in await Task.WhenAll(visits))
        {
            _records[caseIndex - FirstCase] = record;
            _tree[caseIndex - FirstCase] = HardnessMass.Of(record);
        }
    }

    private ICaseGrain Case(int index)
    {
        if (!_cases.TryGetValue(index, out var grain))
        {
            _cases[index] = grain = GrainFactory.GetGrain<ICaseGrain>(index, _run);
        }

        return grain;
    }
}
