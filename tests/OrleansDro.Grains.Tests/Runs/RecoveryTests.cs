using Microsoft.Extensions.Logging.Abstractions;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Tests.Runs;

/// <summary>Runs that come up from what a lost silo left in the storage.</summary>
public sealed class RecoveryTests
{
    [Theory]
    [InlineData(RunState.Preparing, 1)]
    [InlineData(RunState.Training, 1)]
    [InlineData(RunState.Training, 2)]
    public async Task Recover_BeforeTheFirstGenerationOfTheAttempt_Completes(RunState state, long attempt)
    {
        await using var cluster = await SiloCluster.StartAsync(1);
        var spec = SmallRun.Spec();
        var expected = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec });
        var lost = new RunStart { Spec = SmallRun.Again(spec) };
        var run = cluster.Grains.GetGrain<IRunGrain>(lost.Spec.Name);
        var storages = new GrainStateStores(cluster.Storage, NullLogger<GrainStateStore>.Instance);
        await new DurableRecord<RunRecord>(storages.Of(run.GetGrainId()), "run").Write(new RunRecord { Start = lost, State = state, Attempt = attempt, Cases = expected.Cases.Count });
        var status = await SmallRun.Follow(run);
        Assert.Equal(RunState.Completed, status.State);
        Assert.Equal(expected.ModelHash, (await run.GetResult())!.ModelHash);
    }
}
