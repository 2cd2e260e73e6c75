using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Tests.Cases;

/// <summary>What a run tells of its cases, while it goes on and after.</summary>
[Collection(nameof(ClusterTests))]
public sealed class RunCasesTests(ClusterFixture cluster)
{
    [Fact]
    public async Task GetCases_CompletedRun_AgreeWithItsResult()
    {
        var spec = SmallRun.Spec();
        var result = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec });
        var run = cluster.Grains.GetGrain<IRunGrain>(spec.Name);
        var page = await run.GetCases(new CaseQuery { Order = CaseOrder.Index, Take = 100 });
        Assert.Equal((spec.Steps, result.Cases.Count), ((int)page.StepsCommitted, page.Matching));
        foreach (var (view, entry) in page.Cases.Zip(result.Cases))
        {
            Assert.Equal((entry.Index, entry.Id, entry.Group, entry.Visits), (view.Index, view.Id, view.Group, view.Visits));
            Assert.Equal((entry.Loss, entry.Probability), (view.Loss ?? double.NaN, view.Probability));
            Assert.Equal(entry.Visits > 0 ? spec.Steps - 1 - entry.LastStep : spec.Steps, view.Age);
            var alone = await run.GetCase(entry.Id);
            Assert.Equal(view, alone with { RecentLosses = view.RecentLosses, LabelLosses = view.LabelLosses, LearnedAt = null, TimesForgotten = 0 });
            Assert.Equal(Math.Min(8, entry.Visits), alone.RecentLosses.Count);
            Assert.Equal((entry.LearnedAt, entry.TimesForgotten), (alone.LearnedAt, alone.TimesForgotten));
            Assert.Equal(entry.Visits > 0 ? result.ClassNames.Skip(1) : [], alone.LabelLosses.Select(label => label.Label));
            Assert.All(alone.LabelLosses, label => Assert.Equal(alone.RecentLosses.Count, label.Losses.Count));
            Assert.All(alone.LabelLosses.SelectMany(label => label.Losses), loss => Assert.InRange(loss, 0, 1));
        }

        Assert.Equal(result.Cases.Count, (await run.GetGroups()).Sum(group => group.Cases));
    }

    [Fact]
    public async Task GetCase_WhileTheRunTrains_LossesAreOfOneCommittedStep()
    {
        var spec = SmallRun.Spec(steps: 300);
        var asked = 0;
        await SmallRun.End(cluster.Grains, new RunStart { Spec = spec }, async (run, status) =>
        {
            if (status.State == RunState.Training && status.StepsCommitted > 0)
            {
                var page = await run.GetCases(new CaseQuery { Take = 1 });
                var view = await run.GetCase(page.Cases[0].Id);
                Assert.True(view.Age >= 0);
                if (view.RecentLosses is [.., var latest])
                {
                    Assert.Equal((view.LastStep, view.Loss), (latest.Step, latest.Loss));
                    asked++;
                }
            }
        });
        Assert.True(asked > 0, "The run ended before it was asked.");
    }

    [Fact]
    public async Task GetHardest_AskedWhileTheRunTrains_IsExactAtTheEnd()
    {
        var spec = SmallRun.Spec(steps: 30);
        await SmallRun.End(cluster.Grains, new RunStart { Spec = spec }, (run, status) => status.State == RunState.Training ? run.GetHardest() : Task.CompletedTask);
        var ended = cluster.Grains.GetGrain<IRunGrain>(spec.Name);
        var (hardest, exact) = (await ended.GetHardest(), await ended.GetCases(new CaseQuery { Take = 50 }));
        Assert.Equal((spec.Steps, 20), ((int)hardest.StepsCommitted, hardest.Cases.Count));
        Assert.Equal(exact.Cases, hardest.Cases);
    }

    [Fact]
    public async Task GetCase_UnknownId_IsRefusedByName()
    {
        var spec = SmallRun.Spec(steps: 1);
        await SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec });
        var exception = await Assert.ThrowsAsync<KeyNotFoundException>(() => cluster.Grains.GetGrain<IRunGrain>(spec.Name).GetCase("nobody"));
        Assert.Contains("'nobody'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetCases_RunNotStarted_IsRefused() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.Grains.GetGrain<IRunGrain>("never-started").GetCases(new CaseQuery()));

    [Fact]
    public async Task GetCases_TakeOutOfRange_IsRefused()
    {
        var spec = SmallRun.Spec(steps: 1);
        await SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec });
        await Assert.ThrowsAsync<ArgumentException>(() => cluster.Grains.GetGrain<IRunGrain>(spec.Name).GetCases(new CaseQuery { Take = 0 }));
    }
}
