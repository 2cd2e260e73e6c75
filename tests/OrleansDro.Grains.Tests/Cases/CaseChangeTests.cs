using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Robustness.History;

namespace OrleansDro.Grains.Tests.Cases;

/// <summary>Cases that come, go and are set aside while a run trains: part of its record, and of its result.</summary>
[Collection(nameof(ClusterTests))]
public sealed class CaseChangeTests(ClusterFixture cluster)
{
    private static readonly CaseChange[] Changes =
    [
        new() { Kind = CaseChangeKind.Quarantine, Ids = ["phantom-0003", "phantom-0007"], Reason = "The label is wrong.", Step = 2 },
        new() { Kind = CaseChangeKind.Add, Ids = ["phantom-0020", "phantom-0021"], Step = 4 },
        new() { Kind = CaseChangeKind.Remove, Ids = ["phantom-0001"], Reason = "Consent was withdrawn.", Step = 5 },
        new() { Kind = CaseChangeKind.Release, Ids = ["phantom-0007"], Step = 9 },
        new() { Kind = CaseChangeKind.Add, Ids = ["phantom-0022"], Step = 9 },
    ];

    [Theory]
    [InlineData("hardness", """{"beta": 20}""")]
    [InlineData("hardness", """{"beta": 20, "start": "constant", "revisitEvery": 9}""")]
    [InlineData("uniform", "{}")]
    public async Task Complete_RecordedChanges_SameBitsWithAnyTrainersAndAfterResume(string sampling, string options)
    {
        using var folder = new TemporaryFolder();
        var spec = SmallRun.Spec(sampling, steps: 14, options: options);
        var undisturbed = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec });
        var changed = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = SmallRun.Again(spec), Changes = Changes });
        Assert.NotEqual(undisturbed.DrawHash, changed.DrawHash);
        Assert.Equal(["phantom-0020", "phantom-0021", "phantom-0022"], changed.Cases.Skip(20).Select(entry => entry.Id));
        Assert.Equal([3], changed.Cases.Where(entry => entry.Quarantined).Select(entry => entry.Index));
        Assert.Equal([1], changed.Cases.Where(entry => entry.Removed).Select(entry => entry.Index));
        Assert.InRange(changed.Cases[3].LastStep, -1, 1);
        Assert.InRange(changed.Cases[1].LastStep, -1, 4);
        Assert.Equal(1, changed.Cases.Sum(entry => entry.Probability), 1e-9);

        var three = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = SmallRun.Again(spec), Changes = Changes, Trainers = TrainerRange.Exactly(3) });
        AssertSame(changed, three);
        foreach (var stopAfter in new[] { 3, 6 })
        {
            var root = Path.Combine(folder.Path, $"{stopAfter}");
            await SmallRun.Complete(cluster.Grains, new RunStart { Spec = SmallRun.Again(spec), Changes = Changes, CheckpointRoot = root, StopAfter = stopAfter });
            AssertSame(changed, await SmallRun.Complete(cluster.Grains, new RunStart { Spec = SmallRun.Again(spec), CheckpointRoot = root, Resume = true, Trainers = TrainerRange.Exactly(2) }));
        }
    }

    [Fact]
    public async Task ChangeCases_WhileItTrains_ReplaysToTheSameBits()
    {
        var spec = SmallRun.Spec(steps: 60);
        var hasChanged = false;
        var status = await SmallRun.End(cluster.Grains, new RunStart { Spec = spec }, async (run, now) =>
        {
            if (!hasChanged && now.State == RunState.Training)
            {
                hasChanged = true;
                var quarantined = await run.ChangeCases(new CaseChange { Kind = CaseChangeKind.Quarantine, Ids = ["phantom-0002"], Reason = "A test." });
                Assert.InRange(quarantined.Step!.Value, 1, 59);
                var (addition, request) = (new CaseChange { Kind = CaseChangeKind.Add, Ids = ["phantom-0020"] }, Guid.NewGuid());
                var added = await run.ChangeCases(addition, request);
                Assert.Equal(added.Step, (await run.ChangeCases(addition, request)).Step);
            }
        });
        Assert.Equal(RunState.Completed, status.State);
        var grain = cluster.Grains.GetGrain<IRunGrain>(spec.Name);
        var (changes, result) = (await grain.GetChanges(), (await grain.GetResult())!);
        Assert.Equal(2, changes.Count);
        Assert.Equal(changes.Select(change => (change.Kind, change.Ids[0], change.Step)), result.Changes.Select(change => (change.Kind, change.Ids[0], change.Step)));
        Assert.InRange(result.Cases[20].Visits, 1, 240);
        var view = await grain.GetCase("phantom-0002");
        Assert.Equal((CaseStatus.Quarantined, "A test.", 0), (view.Status, view.Reason, view.Probability));

        var replayed = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = SmallRun.Again(spec), Changes = changes });
        AssertSame(result, replayed);
    }

    [Fact]
    public async Task ChangeCases_WrongRequest_IsRefusedAndChangesNothing()
    {
        var spec = SmallRun.Spec(steps: 60);
        var isAsked = false;
        var status = await SmallRun.End(cluster.Grains, new RunStart { Spec = spec }, async (run, now) =>
        {
            if (!isAsked && now.State == RunState.Training)
            {
                isAsked = true;
                await Assert.ThrowsAsync<KeyNotFoundException>(() => run.ChangeCases(new CaseChange { Kind = CaseChangeKind.Remove, Ids = ["phantom-9999"] }));
                await Assert.ThrowsAsync<KeyNotFoundException>(() => run.ChangeCases(new CaseChange { Kind = CaseChangeKind.Add, Ids = ["volume-1"] }));
                await Assert.ThrowsAsync<ArgumentException>(() => run.ChangeCases(new CaseChange { Kind = CaseChangeKind.Add, Ids = ["phantom-0001"] }));
                await Assert.ThrowsAsync<ArgumentException>(() => run.ChangeCases(new CaseChange { Kind = CaseChangeKind.Quarantine, Ids = ["phantom-0001"] }));
                await Assert.ThrowsAsync<ArgumentException>(() => run.ChangeCases(new CaseChange { Kind = CaseChangeKind.Remove, Ids = [] }));
                await Assert.ThrowsAsync<ArgumentException>(() => run.ChangeCases(new CaseChange { Kind = CaseChangeKind.Remove, Ids = ["phantom-0001"], Step = 0 }));
                await Assert.ThrowsAsync<ArgumentException>(() => run.ChangeCases(new CaseChange { Kind = CaseChangeKind.Remove, Ids = ["phantom-0001"], Step = 60 }));
                await Assert.ThrowsAsync<ArgumentException>(() => run.ChangeCases(new CaseChange { Kind = CaseChangeKind.Add, Ids = ["phantom-0020"], Step = 0 }));
                string[] all = [.. Enumerable.Range(0, 20).Select(i => $"phantom-{i:0000}")];
                await Assert.ThrowsAsync<InvalidOperationException>(() => run.ChangeCases(new CaseChange { Kind = CaseChangeKind.Quarantine, Ids = all, Reason = "All." }));
            }
        });
        Assert.Equal(RunState.Completed, status.State);
        var result = (await cluster.Grains.GetGrain<IRunGrain>(spec.Name).GetResult())!;
        Assert.Empty(result.Changes);
        AssertSame(await SmallRun.Complete(cluster.Grains, new RunStart { Spec = SmallRun.Again(spec) }), result);
    }

    [Theory]
    [InlineData("phantom-9999", 3, "phantom-9999")]
    [InlineData("phantom-0001", null, "step")]
    public async Task Start_RecordThatCannotBeRepeated_FailsAsInputError(string id, int? step, string expected)
    {
        var change = new CaseChange { Kind = CaseChangeKind.Remove, Ids = [id], Step = step };
        var status = await SmallRun.End(cluster.Grains, new RunStart { Spec = SmallRun.Spec(), Changes = [change] });
        Assert.True(status.Failure?.IsInputError);
        Assert.Contains(expected, status.Failure!.Message, StringComparison.Ordinal);
    }

    private static void AssertSame(RunResult expected, RunResult found)
    {
        Assert.Equal(expected.DrawHash, found.DrawHash);
        Assert.Equal(expected.ModelHash, found.ModelHash);
        Assert.Equal(expected.Cases, found.Cases);
        Assert.Equal(expected.Statistics.Select(statistics => statistics.Staleness), found.Statistics.Select(statistics => statistics.Staleness));
    }
}
