using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Sampling;

namespace OrleansDro.Grains.Tests.Membership;

/// <summary>A step that ends the processes of all trainers that compute it.</summary>
public sealed class TotalLossTests
{
    [Fact]
    public async Task Start_AllTrainersAreLostTwiceAtTheSameStep_FailsAndCanBeStartedAgain()
    {
        var calls = new HeldCalls();
        await using var cluster = await SiloCluster.StartAsync(1, configure: calls.Watch);
        var spec = SmallRun.Spec(steps: 8);
        var run = cluster.Grains.GetGrain<IRunGrain>(spec.Name);
        using (calls.Hold(nameof(ISamplerGrain.Report), _ => true))
        {
            // The losses of the first step never arrive, as if the step ended its trainers.
            await run.Start(new RunStart { Spec = spec, Trainers = TrainerRange.Any });
            using var first = await LoseTrainer();
            await cluster.JoinAsync();
            await SmallRun.Until(run, status => status.RolledBack is not null);
            using var second = await LoseTrainer();
            await cluster.JoinAsync();

            var failed = await SmallRun.Follow(run);
            Assert.Equal(RunState.Failed, failed.State);
            Assert.False(failed.Failure!.IsInputError);
            Assert.Single(await run.GetEvents(), item => item.Kind == RunEventKind.Restored);
        }

        await run.Start(new RunStart { Spec = spec, Trainers = TrainerRange.Any });
        Assert.Equal(RunState.Completed, (await SmallRun.Follow(run)).State);

        async Task<IDisposable> LoseTrainer()
        {
            await calls.Arrived(nameof(ISamplerGrain.Report));
            var status = await SmallRun.Until(run, status => Members(status).Length == 1);
            var silo = SiloAddress.FromParsableString(Members(status)[0].Trainer.Silo);
            var heartbeats = calls.Hold(nameof(IRunCoordinator.Heartbeat), silo.Equals);
            await SmallRun.Until(run, status => Members(status).Length == 0);
            return heartbeats;
        }
    }

    private static TrainerView[] Members(RunStatus status) => [.. status.Trainers.Where(trainer => trainer.MicroBatches.Count > 0)];
}
