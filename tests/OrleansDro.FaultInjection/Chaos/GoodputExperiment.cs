using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.FaultInjection.Clusters;

namespace OrleansDro.FaultInjection.Chaos;

/// <summary>
/// Trains one run on one cluster, first without faults, then under them, then without again, so that a machine that becomes slower or faster does so for both.
/// </summary>
internal sealed class GoodputExperiment(int controls, int trainers)
{
    private const int WarmUpSteps = 20;
    private static readonly TimeSpan BeginLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(60);

    /// <summary>Does it.</summary>
    /// <param name="spec">What is trained; it must not end by itself.</param>
    /// <param name="plan">The faults.</param>
    /// <param name="disturbed">How long steps are counted under faults.</param>
    /// <param name="undisturbed">How long they are counted before, and again after.</param>
    /// <param name="report">Is told of each fault as it happens, and of other turns.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<GoodputReport> RunAsync(
        RunSpec spec, IReadOnlyList<Fault> plan, TimeSpan disturbed, TimeSpan undisturbed, Action<string> report, CancellationToken cancellationToken)
    {
        await using var cluster = await ProcessCluster.StartAsync(controls, trainers, cancellationToken);
        var run = await cluster.StartRunAsync(spec, TrainerRange.Any);
        await run.WaitForTrainersAsync(trainers, BeginLimit, cancellationToken);
        await run.WaitForStepAsync(WarmUpSteps, BeginLimit, cancellationToken);
        await using var watch = StepWatch.Start(run, report);

        report("without faults");
        var before = await PassAsync(undisturbed, cancellationToken);
        report("under faults");
        var from = DateTimeOffset.UtcNow;
        var faults = await DisturbAsync(cluster, run, plan, from + disturbed, report, cancellationToken);
        var under = new TimeWindow(from, DateTimeOffset.UtcNow);
        report("without faults");
        var after = await PassAsync(undisturbed, cancellationToken);

        // The end of the last window lies within a step.
        await run.WaitForStepAsync(watch.Timeline.Steps + 1, RecoveryLimit, cancellationToken);
        await run.StopAsync(cancellationToken);
        var outcome = await run.EndAsync(RunState.Stopped, RecoveryLimit, cancellationToken);
        return GoodputReport.Create(controls, trainers, new GoodputObservation(faults, watch.Timeline, before, under, after, outcome));
    }

    /// <summary>Returns at the end of the window, or later: when the cluster is whole again, so that nothing that a fault costs falls out of the window.</summary>
    private async Task<IReadOnlyList<FaultRecord>> DisturbAsync(
        ProcessCluster cluster, RunHandle run, IReadOnlyList<Fault> plan, DateTimeOffset until, Action<string> report, CancellationToken cancellationToken)
    {
        try
        {
            var faults = await new ChaosDriver(cluster, controls, trainers).RunAsync(plan, record => report(record.ToString()), cancellationToken);
            await run.WaitForTrainersAsync(trainers, RecoveryLimit, cancellationToken);
            var left = until - DateTimeOffset.UtcNow;
            await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellationToken);
            return faults;
        }
        catch (Exception exception) when (exception is InvalidOperationException or TimeoutException)
        {
            throw new InvalidOperationException($"{exception.Message}\n{await run.DescribeAsync()}", exception);
        }
    }

    private static async Task<TimeWindow> PassAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var from = DateTimeOffset.UtcNow;
        await Task.Delay(time, cancellationToken);
        return new TimeWindow(from, DateTimeOffset.UtcNow);
    }
}
