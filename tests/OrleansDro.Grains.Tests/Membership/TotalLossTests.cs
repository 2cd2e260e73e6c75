using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Runs;
using OrleansDro.Grains.Tests.Coordination;

namespace OrleansDro.Grains.Tests.Membership;

/// <summary>A step that ends the processes of all trainers that compute it.</summary>
public sealed class TotalLossTests
{
    private readonly RunStart _start = new() { Spec = SmallRun.Spec() };

    [Fact]
    public async Task Start_AllTrainersDieTwiceAtTheSameStep_FailsAndCanBeStartedAgain()
    {
        await using var run = new InMemoryRun(_start) { SilosAreDead = true };
        await run.Do(() => run.Lifecycle.Start(_start));
        await run.Prepare();
        await LoseAndReplaceTrainer(run);
        await run.Until(() => run.Run.Attempt == 2);
        await run.Join();
        await LoseAndReplaceTrainer(run);
        await run.Until(() => run.Run.State == RunState.Failed);
        Assert.Equal((2, false), (run.Run.Attempt, run.Run.Record.Failure?.IsInputError));

        await run.Do(() => run.Lifecycle.Start(_start));
        await run.Prepare();
        Assert.Equal((RunState.Training, null), (run.Run.State, run.Run.Record.TotalLoss));
    }

    [Fact]
    public async Task Start_TrainersAreOnlySlow_GoesOn()
    {
        await using var run = new InMemoryRun(_start);
        await run.Do(() => run.Lifecycle.Start(_start));
        await run.Prepare();
        for (var attempt = 2; attempt <= 4; attempt++)
        {
            await LoseAndReplaceTrainer(run);
            await run.Until(() => run.Run.Attempt == attempt);
            await run.Join();
        }

        Assert.Equal((RunState.Training, null), (run.Run.State, run.Run.Record.TotalLoss));
    }

    private static async Task LoseAndReplaceTrainer(InMemoryRun run)
    {
        run.Clock.Advance(2 * TrainerRegistry.LeaseDuration);
        await run.Until(() => run.Run.Record.Current?.Members.Count == 0);
        await run.Heartbeat(TrainerStage.Prepared);
    }
}
