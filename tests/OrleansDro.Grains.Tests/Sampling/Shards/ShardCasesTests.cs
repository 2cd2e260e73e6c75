using OrleansDro.Grains.Checkpoints;
using OrleansDro.Grains.Protocol.Cases;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Grains.Sampling.Shards;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Tests.Sampling.Shards;

/// <summary>What a shard records of its cases beside the index.</summary>
public sealed class ShardCasesTests
{
    private const int Cases = 40, Labels = 2;
    private static readonly CaseBlocks Blocks = CaseBlocks.Cut(Cases, 1);

    [Fact]
    public void TraceOf_MoreLossesThanAreKept_LatestEightWithTheirLabels()
    {
        var shard = New(ShardSnapshot.Of(Unseen(Cases)));
        Visit(shard, 3, firstStep: 0, steps: 11);
        var trace = shard.TraceOf(3);
        Assert.Equal(Enumerable.Range(3, 8).Select(step => (long)step), trace.RecentLosses.Select(loss => loss.Step));
        Assert.Equal(Labels, trace.LabelLosses!.Length);
        for (var label = 0; label < Labels; label++)
        {
            Assert.Equal(Enumerable.Range(3, 8).Select(step => LossOf(step, label)), trace.LabelLosses[label]);
        }
    }

    [Fact]
    public void TraceOf_LossWithoutLabels_HasNone()
    {
        var shard = New(ShardSnapshot.Of(Unseen(Cases)));
        shard.Credit(Commit(0, 3, labelLosses: null));
        Assert.Empty(shard.TraceOf(3).LabelLosses!);
        Assert.Equal(0, shard.TakeSnapshot().Recent.Labels);
    }

    [Fact]
    public void TakeSnapshot_StartedFromIt_SameTracesOfAllCases()
    {
        var shard = New(ShardSnapshot.Of(Unseen(Cases)));
        Visit(shard, 3, firstStep: 0, steps: 11);
        Visit(shard, 7, firstStep: 11, steps: 2);
        RequireSame(shard, New(shard.TakeSnapshot(), lastCommitted: 12));
    }

    [Fact]
    public void HistoryTensors_SavedAndRead_SameTracesOfAllCases()
    {
        var shard = New(ShardSnapshot.Of(Unseen(Cases)));
        Visit(shard, 3, firstStep: 0, steps: 3);
        var stored = HistoryTensors.Recent(HistoryTensors.Of(shard.TakeSnapshot().Recent).ToDictionary(tensor => tensor.Name));
        RequireSame(shard, New(shard.TakeSnapshot() with { Recent = stored }, lastCommitted: 2));
    }

    [Fact]
    public void Join_PartWhoseLabelsAreNotKnown_IsWholeAgain()
    {
        // A checkpoint of an older version knows no labels; the cases that are drawn again do.
        var shard = New(ShardSnapshot.Of(Unseen(Cases)));
        shard.Credit(Commit(0, 30, labelLosses: null));
        var old = shard.TakeSnapshot();
        var first = New(SnapshotParts.Part(old, 0, 20));
        Visit(first, 3, firstStep: 1, steps: 1);
        var whole = SnapshotParts.Join([first.TakeSnapshot(), SnapshotParts.Part(old, 20, Cases)]);
        Assert.Equal([3, 30], whole.Recent.Cases);
        Assert.Equal([LossOf(1, 0), LossOf(1, 1), float.NaN, float.NaN], whole.Recent.LabelLosses!);
    }

    [Fact]
    public void StepReports_OneTrainerReportsNoLabels_OthersKeepTheirs()
    {
        var reports = new StepReports();
        reports.Add(new LossReport(0, [1], [2f], new sbyte[1]));
        reports.Add(new LossReport(0, [0, 2], [1f, 3f], new sbyte[2], LabelLosses: [0.1f, 0.2f, 0.3f, 0.4f]));
        var joined = reports.Of(0, [new Draw(0, 5, 0, 0, -1), new Draw(1, 6, 0, 0, -1), new Draw(2, 7, 0, 0, -1)]);
        Assert.Equal([1f, 2f, 3f], joined.Losses);
        Assert.Equal([0.1f, 0.2f, float.NaN, float.NaN, 0.3f, 0.4f], joined.LabelLosses!);
    }

    private static float LossOf(int step, int label) => step + ((label + 1) / 10f);

    private static CaseRecord[] Unseen(int cases) => [.. Enumerable.Repeat(CaseRecord.Unseen, cases)];

    private static ShardCases New(ShardSnapshot snapshot, long lastCommitted = -1) =>
        new(0, new ShardStart { Blocks = Blocks, Snapshot = snapshot, Beta = 1, Momentum = 0, LastCommittedStep = lastCommitted });

    private static void Visit(ShardCases shard, int caseIndex, int firstStep, int steps)
    {
        foreach (var step in Enumerable.Range(firstStep, steps))
        {
            shard.Credit(Commit(step, caseIndex, [.. Enumerable.Range(0, Labels).Select(label => LossOf(step, label))]));
        }
    }

    private static ShardCommit Commit(int step, int caseIndex, float[]? labelLosses) =>
        new(step, [new Draw(0, caseIndex, Math.Log(0.25), 0, step - 1)], new LossReport(step, [0], [step], new sbyte[1], LabelLosses: labelLosses));

    private static void RequireSame(ShardCases expected, ShardCases actual)
    {
        for (var caseIndex = 0; caseIndex < Cases; caseIndex++)
        {
            CaseTrace was = expected.TraceOf(caseIndex), now = actual.TraceOf(caseIndex);
            Assert.Equal((was.Record, was.Learning, was.Reason), (now.Record, now.Learning, now.Reason));
            Assert.Equal(was.RecentLosses, now.RecentLosses);
            Assert.Equal(was.LabelLosses, now.LabelLosses);
        }
    }
}
