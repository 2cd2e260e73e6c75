using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Protocol.Cases;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Protocol.Sampling.Shards;

namespace OrleansDro.Grains.Tests.Cases;

/// <summary>Case grains that are put to sleep, and woken by the report of their shard.</summary>
[Collection(nameof(ClusterTests))]
public sealed class SleepingCaseTests(ClusterFixture cluster)
{
    private const int Cases = 50;
    private const int Steps = 12;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Credit_CasesPutToSleepBetweenSteps_NothingIsLostAndNothingWaitsForEver()
    {
        var (awake, sleepy) = (SmallRun.Spec(steps: Steps, drawAhead: 0), SmallRun.Spec(steps: Steps, drawAhead: 0));
        var expected = await Train(awake, () => Task.CompletedTask);
        var found = await Train(sleepy, PutToSleep);
        Assert.Equal(expected.Records, found.Records);
        Assert.Equal(expected.Ledger.Credited, found.Ledger.Credited);

        // They wake with what they knew.
        await PutToSleep();
        for (var i = 0; i < Cases; i++)
        {
            var (state, asleep) = (await Case(awake, i).GetState(), await Case(sleepy, i).GetState());
            Assert.Equal(expected.Records[i], asleep.Record);
            Assert.Equal(state.RecentLosses, asleep.RecentLosses);
            Assert.Equal(Math.Min(CaseState.RecentLossesKept, expected.Records[i].Visits), asleep.RecentLosses.Count);
        }
    }

    [Fact]
    public async Task GetState_QuarantinedCaseThatSlept_KnowsWhy()
    {
        var spec = SmallRun.Spec(steps: Steps, drawAhead: 0);
        await Train(spec, () => Task.CompletedTask);
        var shard = cluster.Grains.GetGrain<ISamplerShardGrain>(0, spec.Name);
        await shard.Change(CaseChangeKind.Quarantine, [2], "Out of focus.");
        await PutToSleep();
        Assert.Equal("Out of focus.", (await Case(spec, 2).GetState()).Reason);
        await shard.Change(CaseChangeKind.Release, [2], null);
        await PutToSleep();
        var released = await Case(spec, 2).GetState();
        Assert.Null(released.Reason);
        Assert.True(released.Record.CanBeDrawn);
    }

    private ICaseGrain Case(RunSpec spec, int index) => cluster.Grains.GetGrain<ICaseGrain>(index, spec.Name);

    private async Task PutToSleep()
    {
        var management = cluster.Grains.GetGrain<IManagementGrain>(0);
        using var limit = new CancellationTokenSource(Limit);
        do
        {
            // Again each time: a case may just have been told of the step before.
            await management.ForceActivationCollection(TimeSpan.Zero);
            await Task.Delay(10, limit.Token);
        }
        while ((await management.GetDetailedGrainStatistics()).Any(activation => activation.GrainType.Contains("Case", StringComparison.Ordinal)));
    }

    private async Task<SamplerSnapshot> Train(RunSpec spec, Func<Task> betweenSteps)
    {
        var sampler = cluster.Grains.GetGrain<ISamplerGrain>(spec.Name);
        await sampler.Start(new SamplerStart { Spec = spec, Cases = Cases, LastStep = Steps - 1, Shards = 3 });
        for (var step = 0L; step < Steps; step++)
        {
            var batch = (await sampler.Draw(step).WaitAsync(Limit)).Batch!;
            await betweenSteps();
            foreach (var draw in batch.Draws)
            {
                await sampler.Report(new LossReport(step, [draw.Slot], [(draw.Case % 7) + (step / 8f)], [0]));
            }
        }

        return (await sampler.GetSnapshot(Steps - 1).WaitAsync(Limit))!;
    }
}
