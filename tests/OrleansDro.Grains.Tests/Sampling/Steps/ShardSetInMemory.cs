using OrleansDro.Abstractions.Cases;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Grains.Sampling.Shards;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;
using OrleansDro.Robustness.Temperature;

namespace OrleansDro.Grains.Tests.Sampling.Steps;

/// <summary>The cases of a run in one index in this process, instead of in grains. It notes the order of what happens to it.</summary>
internal sealed class ShardSetInMemory : IShardSet
{
    private readonly CaseHistory _history;
    private readonly HardnessIndex _index;
    private readonly double _momentum;
    private readonly Dictionary<int, string> _reasons;

    public ShardSetInMemory(ShardSetStart start)
    {
        (_history, _momentum, _reasons) = (new CaseHistory(start.Cases.Records), start.Momentum, start.Cases.Reasons.ToDictionary());
        _index = new HardnessIndex(_history, start.Beta);
    }

    /// <summary>What happened, in order: <c>commit 3</c> for a step, <c>locate</c> for a draw.</summary>
    public List<string> Calls { get; } = [];

    public int Cases => _history.Count;

    public HardnessMass Mass => _index.Mass;

    public double Beta => _index.Beta;

    public Task<CommitReply[]> Commit(BatchDraw batch, StepReports reports)
    {
        Calls.Add($"commit {batch.Step}");
        var report = reports.Of(batch.Step, batch.Draws);
        foreach (var slots in Enumerable.Range(0, batch.Draws.Length).GroupBy(i => batch.Draws[i].Case))
        {
            _history[slots.Key] = _history[slots.Key].Visit(batch.Step, [.. slots.Select(i => (double)report.Losses[i])], _momentum);
        }

        _index.Refresh();
        return Task.FromResult<CommitReply[]>([new CommitReply
        {
            Credited = batch.Draws.Length,
            Losses = new DrawnLosses(report.Losses.Sum(loss => (double)loss), report.Losses.Length),
            Errors = [],
        }]);
    }

    public Task Change(CaseChangeKind kind, int[] cases, string? reason)
    {
        foreach (var caseIndex in cases)
        {
            var before = _history[caseIndex];
            _history[caseIndex] = kind switch
            {
                CaseChangeKind.Quarantine => before.Quarantine(),
                CaseChangeKind.Release => before.Release(),
                CaseChangeKind.Remove => before.Remove(),
                _ => throw new ArgumentOutOfRangeException(nameof(kind)),
            };
            _reasons[caseIndex] = reason ?? "";
        }

        _index.Refresh();
        return Task.CompletedTask;
    }

    public Task Append(CaseRecord[] records)
    {
        var place = _history.Count;
        _history.Grow(records.Length);
        foreach (var record in records)
        {
            _history[place++] = record;
        }

        _index.Refresh();
        return Task.CompletedTask;
    }

    public Task<CaseRecord[]> GetRecords() => Task.FromResult(_history.ToArray());

    public Task<IReadOnlyDictionary<int, string>> GetReasons() => Task.FromResult<IReadOnlyDictionary<int, string>>(_reasons);

    public Task<ShardSnapshot> GetSnapshot() => Task.FromResult(ShardSnapshot.Of(_history.ToArray()) with { Reasons = new Dictionary<int, string>(_reasons) });

    public Task Release() => Task.CompletedTask;

    public ValueTask LocateAsync(ReadOnlyMemory<DrawPoint> points, Memory<LocatedCase> located)
    {
        Calls.Add("locate");
        var cases = new int[points.Length];
        _index.Locate(points.Span, cases);
        for (var i = 0; i < cases.Length; i++)
        {
            located.Span[i] = new LocatedCase(cases[i], _history[cases[i]].Loss);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask GetRecordsAsync(ReadOnlyMemory<int> cases, Memory<CaseRecord> records)
    {
        for (var i = 0; i < cases.Length; i++)
        {
            records.Span[i] = _history[cases.Span[i]];
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask WithholdAsync(int caseIndex)
    {
        _index.Withhold(caseIndex);
        return ValueTask.CompletedTask;
    }

    public ValueTask RestoreAsync()
    {
        _index.Restore();
        return ValueTask.CompletedTask;
    }

    public ValueTask SetBetaAsync(double beta)
    {
        _index.Beta = beta;
        return ValueTask.CompletedTask;
    }

    public ValueTask<LossMoments> GetMomentsAsync(double beta) => new(_index.MomentsOf(0, beta, Mass.MaximumLoss));
}
