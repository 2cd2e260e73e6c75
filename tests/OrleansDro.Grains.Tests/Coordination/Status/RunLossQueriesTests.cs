using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Coordination;
using OrleansDro.Grains.Coordination.Status;

namespace OrleansDro.Grains.Tests.Coordination.Status;

/// <summary>Costly answers are computed rarely, however many users ask, without a cluster.</summary>
public sealed class RunLossQueriesTests
{
    private const int Users = 5;

    [Fact]
    public async Task GetHardest_SeveralUsers_IsComputedOnceASecondAndAgainAtTheEnd()
    {
        var start = new RunStart { Spec = SmallRun.Spec() };
        await using var run = new InMemoryRun(start);
        await run.Do(() => run.Part<RunLifecycle>().Start(start));
        await run.Prepare();
        await Ask(run);
        run.Clock.Advance(RunLossQueries.Pause - TimeSpan.FromMilliseconds(1));
        await Ask(run);
        Assert.Equal(1, run.Sampler.HistoryReads);
        run.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await Ask(run);
        Assert.Equal(2, run.Sampler.HistoryReads);
        await run.Heartbeat(TrainerStage.Ready);
        await run.Finish();
        await run.Until(() => run.Run.State == RunState.Completed);
        await Ask(run);
        Assert.Equal(3, run.Sampler.HistoryReads);
    }

    private static Task Ask(InMemoryRun run) => run.Do(() => Task.WhenAll(Enumerable.Range(0, Users).Select(_ => run.Part<RunLossQueries>().GetHardest())));
}
