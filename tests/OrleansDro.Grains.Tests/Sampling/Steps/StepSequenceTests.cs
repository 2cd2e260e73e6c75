using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Grains.Sampling.Changes;
using OrleansDro.Grains.Sampling.Draws;
using OrleansDro.Grains.Sampling.Shards;
using OrleansDro.Grains.Sampling.Steps;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Tests.Sampling.Steps;

/// <summary>The steps of a run over cases in memory, without a cluster.</summary>
public sealed class StepSequenceTests
{
    private const int Cases = 30;
    private const int LastStep = 11;

    [Fact]
    public async Task Commit_WithoutDrawAhead_DrawsAsTheSamplerOfTheLibrary()
    {
        var spec = SmallRun.Spec(drawAhead: 0, options: """{"beta": 3, "momentum": 0.2}""");
        var (sequence, _) = await Start(spec);
        var library = new HardnessSampler(Cases, SamplingMethod.Of(spec).Options, spec.Seed);
        for (var step = 0L; step <= LastStep; step++)
        {
            var expected = library.Draw(step, spec.BatchSize);
            Assert.Equal(expected.Draws, DrawsOf(sequence, step).Draws);
            library.Report(expected, [.. expected.Draws.Select(draw => (double)LossOf(draw, step))]);
            await CommitNext(sequence);
        }

        Assert.Equal(library.GetRecords(), await sequence.Shards.GetRecords());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Commit_DrawAhead_DrawsEachStepDirectlyAfterTheStepItMaySee(int drawAhead)
    {
        var (sequence, shards) = await Start(SmallRun.Spec(drawAhead: drawAhead));
        for (var step = 0; step <= LastStep; step++)
        {
            Assert.All(DrawsOf(sequence, step + drawAhead).Draws, draw => Assert.Equal(step - 1, draw.HistoryStep));
            Assert.Null(sequence.DrawsOf(step + drawAhead + 1));
            await CommitNext(sequence);
        }

        var expected = Enumerable.Repeat("locate", drawAhead + 1).Concat(Enumerable.Range(0, LastStep + 1).SelectMany(step => new[] { $"commit {step}", "locate" }));
        Assert.Equal(expected, shards.Calls);
    }

    [Fact]
    public async Task Commit_KeepsTheDrawsOfTheLastStepOnly()
    {
        var (sequence, _) = await Start(SmallRun.Spec());
        await CommitNext(sequence);
        await CommitNext(sequence);
        Assert.Null(sequence.DrawsOf(0));
        Assert.NotNull(sequence.DrawsOf(1));
    }

    [Fact]
    public async Task Commit_LedgerAndMissingLosses_CountTheDraws()
    {
        var (sequence, _) = await Start(SmallRun.Spec());
        var reports = new StepReports();
        Assert.Equal(4, sequence.MissingLosses(reports));
        reports.Add(ReportOf(DrawsOf(sequence, 0), slots: 3));
        Assert.Equal(1, sequence.MissingLosses(reports));
        reports.Add(ReportOf(DrawsOf(sequence, 0), slots: 4));
        Assert.Equal(0, sequence.MissingLosses(reports));

        var batch = DrawsOf(sequence, 0);
        await sequence.Commit(reports);
        Assert.Equal(new DrawLedger(4, 4, 0, 0, DrawHash.Extend(DrawLedger.Empty.Hash, batch)), sequence.Ledger);
    }

    /// <summary>A sampler that recovers from a checkpoint must continue exactly as one that was never lost.</summary>
    [Theory]
    [InlineData("hardness")]
    [InlineData("uniform")]
    public async Task Start_FromASnapshot_ContinuesAsIfItHadNeverStopped(string sampling)
    {
        var spec = SmallRun.Spec(sampling, drawAhead: 2);
        ScheduledChange[] changes = [Add(step: 5, first: Cases, count: 2), Quarantine(step: 8, caseIndex: 3)];
        var (whole, _) = await Start(spec, changes);
        while (whole.Committed < 7)
        {
            await CommitNext(whole);
        }

        var snapshot = whole.SnapshotOf(7) ?? throw new InvalidOperationException("No checkpoint is due after step 7.");
        var (resumed, _) = await Start(spec, changes, snapshot);
        Assert.Equal(7, resumed.Committed);
        while (whole.Committed < LastStep)
        {
            await CommitNext(whole);
            await CommitNext(resumed);
        }

        Assert.Equal(Cases + 2, whole.Shards.Cases);
        Assert.Equal(whole.Ledger, resumed.Ledger);
        Assert.Equal(await whole.Shards.GetRecords(), await resumed.Shards.GetRecords());
        Assert.Equal(DrawsOf(whole, LastStep + 1).Draws, DrawsOf(resumed, LastStep + 1).Draws);
        await Task.WhenAll(whole.RequireSnapshot(), resumed.RequireSnapshot());
        Assert.Equal(whole.StatisticsAfter(-1), resumed.StatisticsAfter(-1));
    }

    [Fact]
    public async Task Commit_Changes_TakeEffectAtTheirStepAndAreDurableBefore()
    {
        const int Step = 4, Quarantined = 3;
        var durable = new TaskCompletionSource();
        var changes = new ChangeSchedule([]);
        var (sequence, shards) = await Start(SmallRun.Spec(), changes);
        _ = changes.Add(Quarantine(Step, Quarantined), () => durable.Task);

        var drawing = CommitNext(sequence);
        Assert.False(drawing.IsCompleted);
        Assert.Null(sequence.DrawsOf(2));
        durable.SetResult();
        await drawing;
        Assert.NotNull(sequence.DrawsOf(2));

        while (sequence.DrawsOf(Step) is null)
        {
            Assert.Equal(Cases, shards.Mass.EligibleCases);
            await CommitNext(sequence);
        }

        Assert.Equal(CaseStatus.Quarantined, (await shards.GetRecords())[Quarantined].Status);
        Assert.Equal(Step + 1, changes.NextDraw);
    }

    [Fact]
    public async Task AfterCommit_SnapshotsAndStatistics_AreTakenWhenTheyAreDue()
    {
        // A checkpoint every 4 steps, statistics every 3; snapshots of the latest two checkpoints are kept.
        var (sequence, _) = await Start(SmallRun.Spec());
        while (sequence.Committed < LastStep)
        {
            await CommitNext(sequence);
        }

        Assert.Equal([7L, 11L], Enumerable.Range(0, LastStep + 1).Where(step => sequence.SnapshotOf(step) is not null).Select(step => (long)step));
        Assert.Equal([2L, 5L, 8L, 11L], sequence.StatisticsAfter(-1).Select(statistics => statistics.Step));
        Assert.Equal([8L, 11L], sequence.StatisticsAfter(5).Select(statistics => statistics.Step));
    }

    [Fact]
    public async Task RequireSnapshot_StepWithoutCheckpoint_HasTheSnapshot()
    {
        var (sequence, _) = await Start(SmallRun.Spec(drawAhead: 1));
        await CommitNext(sequence);
        Assert.Null(sequence.SnapshotOf(0));
        await sequence.RequireSnapshot();
        var snapshot = sequence.SnapshotOf(0);
        Assert.NotNull(snapshot);
        Assert.Equal([1L, 2L], snapshot.PendingDraws.Select(batch => batch.Step));
    }

    private static Task<(StepSequence Sequence, ShardSetInMemory Shards)> Start(RunSpec spec, IEnumerable<ScheduledChange>? changes = null, SamplerSnapshot? snapshot = null) =>
        Start(spec, new ChangeSchedule(changes ?? []), snapshot);

    private static async Task<(StepSequence Sequence, ShardSetInMemory Shards)> Start(RunSpec spec, ChangeSchedule changes, SamplerSnapshot? snapshot = null)
    {
        var started = new List<ShardSetInMemory>();
        var sequence = await StepSequence.Start(new SamplerStart { Spec = spec, Cases = Cases, LastStep = LastStep }, snapshot, changes, StartShards, () => 0);
        return (sequence, Assert.Single(started));

        Task<IShardSet> StartShards(ShardSetStart start)
        {
            started.Add(new ShardSetInMemory(start));
            return Task.FromResult<IShardSet>(started[^1]);
        }
    }

    private static async Task CommitNext(StepSequence sequence)
    {
        var reports = new StepReports();
        reports.Add(ReportOf(DrawsOf(sequence, sequence.Committed + 1), slots: 4));
        await sequence.Commit(reports);
        await sequence.AfterCommit(LastStep);
    }

    private static BatchDraw DrawsOf(StepSequence sequence, long step) =>
        sequence.DrawsOf(step) ?? throw new InvalidOperationException($"Step {step} is not drawn.");

    private static LossReport ReportOf(BatchDraw batch, int slots) => new(
        batch.Step, [.. Enumerable.Range(0, slots)], [.. batch.Draws.Take(slots).Select(draw => LossOf(draw, batch.Step))], new sbyte[slots]);

    private static float LossOf(Draw draw, long step) => (float)Math.Abs(Math.Sin((draw.Case * 12.9898) + (step * 0.37)));

    private static ScheduledChange Add(long step, int first, int count)
    {
        string[] ids = [.. Enumerable.Range(first, count).Select(i => $"new-{i}")];
        return new ScheduledChange(new CaseChange { Kind = CaseChangeKind.Add, Ids = ids, Step = step }, [.. Enumerable.Range(first, count)]);
    }

    private static ScheduledChange Quarantine(long step, int caseIndex) =>
        new(new CaseChange { Kind = CaseChangeKind.Quarantine, Ids = [$"phantom-{caseIndex:D4}"], Reason = "A test.", Step = step }, [caseIndex]);
}
