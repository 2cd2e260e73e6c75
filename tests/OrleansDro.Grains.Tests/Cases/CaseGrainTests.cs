using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Protocol.Cases;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Protocol.Sampling.Shards;

namespace OrleansDro.Grains.Tests.Cases;

/// <summary>What a case grain knows, also after it was deactivated and after its run's sampler started again.</summary>
[Collection(nameof(ClusterTests))]
public sealed class CaseGrainTests(ClusterFixture cluster)
{
    private const int Cases = 50;
    private const int Steps = 12;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task GetMemory_TrainedCases_TraceOfEachIsThatOfItsDraws()
    {
        var spec = SmallRun.Spec(steps: Steps, drawAhead: 0);
        var draws = await Train(spec);
        foreach (var visits in draws.GroupBy(visit => visit.Case))
        {
            var trace = (await Case(spec, visits.Key).GetMemory()).Trace!;
            Assert.Equal(visits.Count(), trace.Record.Visits);
            Assert.Equal(visits.TakeLast(8).Select(visit => visit.Step), trace.RecentLosses.Select(loss => loss.Step));
            Assert.Equal(visits.TakeLast(8).Select(visit => (double)visit.Loss), trace.RecentLosses.Select(loss => loss.Loss));
            Assert.Equal(visits.TakeLast(8).Select(visit => (double?)visit.Probability), trace.RecentLosses.Select(loss => loss.Probability));
            Assert.Equal(visits.Where(visit => visit.Loss < CaseLearning.Threshold).Select(visit => (int)visit.Step).FirstOrDefault(-1), trace.Learning.FirstStep);
            Assert.Equal(
                visits.Zip(visits.Skip(1)).Count(pair => pair.First.Loss < CaseLearning.Threshold && pair.Second.Loss >= CaseLearning.Threshold), trace.Learning.TimesForgotten);
        }
    }

    [Fact]
    public async Task GetMemory_QuarantinedAndReleased_KnowsWhyAsLongAsItIsSo()
    {
        var spec = SmallRun.Spec(steps: Steps, drawAhead: 0);
        await Train(spec);
        var shard = cluster.Grains.GetGrain<ISamplerShardGrain>(0, spec.Name);
        await shard.Change(CaseChangeKind.Quarantine, [2], "Out of focus.");
        Assert.Equal("Out of focus.", (await Case(spec, 2).GetMemory()).Trace!.Reason);
        await shard.Change(CaseChangeKind.Release, [2], null);
        var released = (await Case(spec, 2).GetMemory()).Trace!;
        Assert.Null(released.Reason);
        Assert.True(released.Record.CanBeDrawn);
    }

    [Fact]
    public async Task AddNote_DeactivatedBetween_KeepsEachTextOnce()
    {
        var grain = cluster.Grains.GetGrain<ICaseGrain>(7, "notes");
        await grain.AddNote("Left and right are swapped.");
        await Deactivate();
        await grain.AddNote("Left and right are swapped.");
        await grain.AddNote("Was scanned again.");
        await Deactivate();
        var memory = await grain.GetMemory();
        Assert.Equal(["Left and right are swapped.", "Was scanned again."], memory.Notes.Select(note => note.Text));
        Assert.Null(memory.Trace);
        Assert.Empty((await cluster.Grains.GetGrain<ICaseGrain>(8, "notes").GetMemory()).Notes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(CaseNote.LongestText + 1)]
    public async Task AddNote_EmptyOrTooLong_IsRefused(int length) =>
        await Assert.ThrowsAsync<ArgumentException>(() => cluster.Grains.GetGrain<ICaseGrain>(9, "notes").AddNote(new string('a', length)));

    private ICaseGrain Case(RunSpec spec, int index) => cluster.Grains.GetGrain<ICaseGrain>(index, spec.Name);

    private async Task Deactivate()
    {
        var management = cluster.Grains.GetGrain<IManagementGrain>(0);
        using var limit = new CancellationTokenSource(Limit);
        do
        {
            await management.ForceActivationCollection(TimeSpan.Zero);
            await Task.Delay(10, limit.Token);
        }
        while ((await management.GetDetailedGrainStatistics()).Any(activation => activation.GrainType.Contains("Case", StringComparison.Ordinal)));
    }

    /// <summary>Trains without trainers: losses around the threshold of what counts as learned.</summary>
    private async Task<List<(int Case, long Step, float Loss, float Probability)>> Train(RunSpec spec)
    {
        var sampler = cluster.Grains.GetGrain<ISamplerGrain>(spec.Name);
        await sampler.Start(new SamplerStart { Spec = spec, Cases = Cases, LastStep = Steps - 1, Shards = 3 });
        var visits = new List<(int, long, float, float)>();
        for (var step = 0L; step < Steps; step++)
        {
            foreach (var draw in (await sampler.Draw(step).WaitAsync(Limit)).Batch!.Draws)
            {
                var loss = ((draw.Case + step) % 5) / 4f;
                visits.Add((draw.Case, step, loss, (float)Math.Exp(draw.LogProbability)));
                await sampler.Report(new LossReport(step, [draw.Slot], [loss], [0]));
            }
        }

        await sampler.GetSnapshot(Steps - 1).WaitAsync(Limit);
        return visits;
    }
}
