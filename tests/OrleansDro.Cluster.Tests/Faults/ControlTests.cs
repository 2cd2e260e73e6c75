using System.Net;
using OrleansDro.Abstractions.Runs;
using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.Cluster.Tests.Faults;

/// <summary>The silos that hold runs, samplers and cases die.</summary>
public sealed class ControlTests(ReferenceRun reference)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task Kill9_OfAnotherControlSiloThenOfTheOneThatHoldsTheRun_CarriesOnElsewhereAndSameResult() =>
        DisturbedRun.TrainAsync(reference, controls: 3, trainers: 1, async (cluster, run) =>
        {
            var holder = await cluster.HolderOfAsync(run.Name);
            await cluster.Running(SiloRole.Control).First(silo => silo != holder).Kill9Async();
            await DisturbedRun.AssertTrainsAsync(run);

            await holder.Kill9Async();
            await run.WaitForEventAsync(item => item.Kind == RunEventKind.Recovered, Limit, Token);
            Assert.NotEqual(holder.Address, (await cluster.HolderOfAsync(run.Name)).Address);
        });

    /// <summary>For a while no silo can hold the run, and trainers keep what they have.</summary>
    [Fact]
    public Task Kill9_OfTheOnlyControlSilo_TrainerWaitsForAnotherAndSameResult() => DisturbedRun.TrainAsync(reference, controls: 1, trainers: 1, async (cluster, run) =>
    {
        var killed = DateTimeOffset.UtcNow;
        await cluster.Running(SiloRole.Control)[0].Kill9Async();
        var trainer = cluster.Running(SiloRole.Trainer)[0];
        await trainer.WaitForLogAsync(LogEvents.SiloLost, killed, Limit, Token);
        using var http = new HttpClient();
        await Eventually.GetAsync(
            async () => (await http.GetAsync(new Uri(trainer.Http!, $"api/runs/{run.Name}"), Token)).StatusCode,
            status => status == HttpStatusCode.ServiceUnavailable,
            status => $"calls to the run end with {status}",
            Limit,
            Token);
        await cluster.StartSiloAsync(SiloRole.Control, Token);
        await run.WaitForEventAsync(item => item.Kind == RunEventKind.Recovered, Limit, Token);
        Assert.DoesNotContain(trainer.Log, line => line.EventId == LogEvents.TrainerFailed);
    });

    /// <summary>The others give it up while it stands still; when it wakes up it believes that the run is still its own.</summary>
    [Fact]
    public Task Stall_OfTheSiloThatHoldsTheRunUntilItIsGivenUp_SameResult() => DisturbedRun.TrainAsync(reference, controls: 2, trainers: 1, async (cluster, run) =>
    {
        var holder = await cluster.HolderOfAsync(run.Name);
        var other = cluster.Running(SiloRole.Control).Single(silo => silo != holder);
        var stopped = DateTimeOffset.UtcNow;
        holder.Stop();
        await other.WaitForLogAsync(LogEvents.SiloLost, stopped, Limit, Token);
        holder.Continue();
        await DisturbedRun.AssertTrainsAsync(run);
        await run.WaitForEventAsync(item => item.Kind == RunEventKind.Recovered, Limit, Token);
    });

    [Fact]
    public Task Restart_OfAllSilos_GoesOnByItselfAndSameResult() => DisturbedRun.TrainAsync(reference, controls: 2, trainers: 2, async (cluster, run) =>
    {
        await cluster.RestartAsync(silo => silo.Kill9Async(), Token);
        await run.WaitForEventAsync(item => item.Kind == RunEventKind.Restored, Limit, Token);
    });

    /// <summary>The last trainer finds nobody to take its leave of.</summary>
    [Fact]
    public Task Terminate_OfAllSilosAtOnce_AllLeaveInGoodOrderAndSameResult() => DisturbedRun.TrainAsync(reference, controls: 1, trainers: 1, async (cluster, run) =>
    {
        await cluster.RestartAsync(
            async silo =>
            {
                var took = await silo.TerminateAsync(Token);
                Assert.True(silo.ExitCode == 0 && took < LongestGoodbye, $"It took {took}. {silo.LastOutput}");
            },
            Token);
        await run.WaitForEventAsync(item => item.Kind == RunEventKind.Restored, Limit, Token);
    });
}
