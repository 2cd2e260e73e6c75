using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.FaultInjection.Clusters;

namespace OrleansDro.FaultInjection.Chaos;

/// <summary>
/// Trains under faults for as long as the plan takes, stops the run, and trains the same steps again on a cluster that is left alone.
/// </summary>
internal sealed class ChaosExperiment(int controls, int trainers)
{
    // More than any plan takes; the run is stopped. The learning rate has no schedule that would depend on it.
    private const int EndlessSteps = 10_000_000;
    private const int CheckpointEvery = 50;
    private const int StepsAfterwards = 20;
    private static readonly TimeSpan BeginLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(60);

    /// <summary>Does it.</summary>
    /// <param name="seed">The seed of the plan.</param>
    /// <param name="faults">How many faults.</param>
    /// <param name="pace">Mean time between two.</param>
    /// <param name="report">Is told of each fault as it happens.</param>
    /// <param name="stalled">Is told what the run does where it does not get ahead for long.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<ChaosReport> RunAsync(
        long seed, int faults, TimeSpan pace, Action<FaultRecord>? report, Action<string>? stalled, CancellationToken cancellationToken)
    {
        var disturbed = await DisturbAsync(ChaosPlan.Create(seed, faults, pace), report, stalled, cancellationToken);
        var undisturbed = await RepeatAsync(disturbed.Outcome.StepsCommitted, disturbed.Timeline.Duration, cancellationToken);
        return ChaosReport.Create(seed, controls, trainers, disturbed, undisturbed);
    }

    private async Task<ChaosObservation> DisturbAsync(
        IReadOnlyList<Fault> plan, Action<FaultRecord>? report, Action<string>? stalled, CancellationToken cancellationToken)
    {
        await using var cluster = await ProcessCluster.StartAsync(controls, trainers, cancellationToken);
        var run = await BeginAsync(cluster, null, cancellationToken);
        await using var watch = StepWatch.Start(run, stalled);
        IReadOnlyList<FaultRecord> records;
        try
        {
            records = await new ChaosDriver(cluster, controls, trainers).RunAsync(plan, report, cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidOperationException or TimeoutException)
        {
            throw new InvalidOperationException($"{exception.Message}\n{await run.DescribeAsync()}", exception);
        }

        await run.WaitForStepAsync(watch.Timeline.Steps + StepsAfterwards, RecoveryLimit, cancellationToken);
        await run.StopAsync(cancellationToken);
        var outcome = await run.EndAsync(RunState.Stopped, RecoveryLimit, cancellationToken);
        var events = await run.EventsAsync(cancellationToken);
        return new ChaosObservation(records, watch.Timeline, outcome, events.Count(item => item.Kind == RunEventKind.Restored));
    }

    private async Task<(StepTimeline Timeline, RunOutcome Outcome)> RepeatAsync(long steps, TimeSpan disturbedTime, CancellationToken cancellationToken)
    {
        await using var cluster = await ProcessCluster.StartAsync(controls, trainers, cancellationToken);
        var run = await BeginAsync(cluster, (int)steps, cancellationToken);
        await using var watch = StepWatch.Start(run);
        var outcome = await run.EndAsync(RunState.Stopped, BeginLimit + disturbedTime, cancellationToken);
        return (watch.Timeline, outcome);
    }

    /// <summary>Starts the run and waits for all trainers, so that both times are of the same cluster.</summary>
    private async Task<RunHandle> BeginAsync(ProcessCluster cluster, int? stopAfter, CancellationToken cancellationToken)
    {
        var run = await cluster.StartRunAsync(TinyRun.Spec("chaos", EndlessSteps, CheckpointEvery), TrainerRange.Any, stopAfter);
        await run.WaitForTrainersAsync(trainers, BeginLimit, cancellationToken);
        await run.WaitForStepAsync(1, BeginLimit, cancellationToken);
        return run;
    }
}
