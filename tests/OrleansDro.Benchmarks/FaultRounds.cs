using OrleansDro.Abstractions.Runs;
using OrleansDro.FaultInjection.Clusters;
using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.Benchmarks;

/// <summary>Does one thing at a time to a cluster that trains, waits until it has got over it, and notes the times.</summary>
internal sealed class FaultRounds(ProcessCluster cluster, RunHandle run, StepTimeline timeline, CancellationToken cancellationToken)
{
    private const int StepsAfterward = 20;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Seconds from kill -9 of a trainer until its run knows.</summary>
    public List<double> Detection { get; } = [];

    /// <summary>Seconds without a committed step around the kill -9 of a trainer.</summary>
    public List<double> TrainerKillGap { get; } = [];

    /// <summary>Seconds without a committed step around the SIGTERM of a trainer.</summary>
    public List<double> TerminationGap { get; } = [];

    /// <summary>Seconds from SIGTERM of a trainer until its process is gone.</summary>
    public List<double> Exit { get; } = [];

    /// <summary>Seconds without a committed step around the kill -9 of the control silo that holds the run.</summary>
    public List<double> ControlKillGap { get; } = [];

    /// <summary>Seconds without a committed step around the SIGSTOP of a trainer.</summary>
    public List<double> PauseGap { get; } = [];

    /// <summary>Seconds without a committed step around the SIGCONT of a trainer that stood still for longer than its lease.</summary>
    public List<double> WakeGap { get; } = [];

    /// <summary>Seconds from a trainer silo's Ready until a step that it computed a part of is committed.</summary>
    public List<double> Join { get; } = [];

    /// <summary>Seconds without a committed step while a trainer joins: its silo is ready until it has computed a part.</summary>
    public List<double> JoinGap { get; } = [];

    /// <summary>Each fault once; the cluster is whole again after it.</summary>
    public async Task RunAsync()
    {
        await KillTrainerAsync();
        await JoinAsync();
        await TerminateTrainerAsync();
        await JoinAsync();
        await PauseTrainerAsync();
        await KillControlAsync();
    }

    private async Task KillTrainerAsync()
    {
        var silo = cluster.Running(SiloRole.Trainer)[0];
        var began = DateTimeOffset.UtcNow;
        await silo.Kill9Async();
        var lost = await run.WaitForEventAsync(item => item.Kind == RunEventKind.Lost && item.Time > began && item.Trainer?.Silo == silo.Address, Limit, cancellationToken);
        Detection.Add((lost.Time - began).TotalSeconds);
        TrainerKillGap.Add(await GapSinceAsync(began));
    }

    private async Task TerminateTrainerAsync()
    {
        var silo = cluster.Running(SiloRole.Trainer)[0];
        var began = DateTimeOffset.UtcNow;
        Exit.Add((await silo.TerminateAsync(cancellationToken)).TotalSeconds);
        TerminationGap.Add(await GapSinceAsync(began));
    }

    private async Task PauseTrainerAsync()
    {
        var silo = cluster.Running(SiloRole.Trainer)[0];
        var began = DateTimeOffset.UtcNow;
        silo.Stop();
        PauseGap.Add(await GapSinceAsync(began));
        began = DateTimeOffset.UtcNow;
        silo.Continue();
        await run.WaitForTrainersAsync(cluster.Running(SiloRole.Trainer).Count, Limit, cancellationToken);
        WakeGap.Add(await GapSinceAsync(began));
    }

    private async Task KillControlAsync()
    {
        var silo = await cluster.HolderOfAsync(run.Name);
        var began = DateTimeOffset.UtcNow;
        await silo.Kill9Async();
        await run.WaitForEventAsync(item => item.Kind == RunEventKind.Recovered && item.Time > began, Limit, cancellationToken);
        ControlKillGap.Add(await GapSinceAsync(began));
        await cluster.StartSiloAsync(SiloRole.Control, cancellationToken);
        await GapSinceAsync(DateTimeOffset.UtcNow);
    }

    private async Task JoinAsync()
    {
        var silo = await cluster.StartSiloAsync(SiloRole.Trainer, cancellationToken);
        var joined = await run.WaitUntilAsync(status => MemberOf(status, silo) is not null, Limit, cancellationToken);
        var first = MemberOf(joined, silo)!.Step;
        await run.WaitForStepAsync(first + 1, Limit, cancellationToken);
        Join.Add((DateTimeOffset.UtcNow - silo.ReadyAt).TotalSeconds);
        JoinGap.Add(await GapSinceAsync(silo.ReadyAt));
    }

    private static TrainerView? MemberOf(RunStatus status, SiloProcess silo) =>
        status.Trainers.FirstOrDefault(trainer => trainer.Trainer.Silo == silo.Address && trainer.MicroBatches.Count > 0);

    /// <summary>The longest time without a step since a moment, once the run is well under way again.</summary>
    private async Task<double> GapSinceAsync(DateTimeOffset began)
    {
        await run.WaitForStepAsync(timeline.Steps + StepsAfterward, Limit, cancellationToken);
        return timeline.LongestGap(began, DateTimeOffset.UtcNow).TotalSeconds;
    }
}
