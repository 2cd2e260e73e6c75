using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Observability.Metrics;

namespace OrleansDro.Grains.Observability.Tracking;

/// <summary>
/// Exports the runs whose coordinators this silo hosts to the trackers, independently of the training: a tracker that is slow or unavailable delays nothing but itself. It receives what
/// it missed once it is available again, as long as the run is active; when the process ends, exports have 5 s to finish.
/// </summary>
internal sealed partial class RunTracking(RunMetricsRegistry runs, IEnumerable<IRunTracker> trackers, IGrainFactory grains, ILogger<RunTracking> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan ExportInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FinalExportLimit = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _limit = new();
    private Task[] _exports = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _exports = [.. trackers.Select(tracker => Task.Run(() => Export(tracker), CancellationToken.None))];
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _limit.CancelAfter(FinalExportLimit);
        await _stopping.CancelAsync();
        await Task.WhenAll(_exports).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _limit.Dispose();
    }

    private async Task Export(IRunTracker tracker)
    {
        var progress = new Dictionary<Guid, ExportProgress>();
        bool isLast;
        do
        {
            isLast = _stopping.IsCancellationRequested;
            var samples = runs.Samples;
            foreach (var gone in progress.Keys.Except(samples.Select(sample => sample.StartId)).ToArray())
            {
                progress.Remove(gone);
            }

            foreach (var run in samples.Where(tracker.Tracks))
            {
                var before = progress.GetValueOrDefault(run.StartId, new ExportProgress(Step: -1));
                progress[run.StartId] = before.IsDone ? before : await TryExport(tracker, run, before);
            }

            await Task.Delay(ExportInterval, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        while (!isLast);

        foreach (var (run, reached) in runs.Samples.Where(tracker.Tracks).Select(run => (run, progress.GetValueOrDefault(run.StartId))).Where(entry => entry.Item2 is not { IsDone: true }))
        {
            LogIncomplete(run.Name, tracker.Name, reached?.Step ?? -1, run.Status.StepsCommitted);
        }
    }

    private async Task<ExportProgress> TryExport(IRunTracker tracker, RunMetricsSample run, ExportProgress before)
    {
        var (step, validated) = (before.Step, before.ValidatedSteps);
        try
        {
            // The sample of an active run says whether there are new statistics to read.
            if (run.HasEnded || run.Status.Statistics?.Step > step)
            {
                step = await AddStatistics(tracker, run, step);
            }

            if (run.Status.Validation?.Steps > validated)
            {
                validated = await AddValidations(tracker, run, validated);
            }

            if (run.HasEnded)
            {
                await tracker.End(run, _limit.Token);
            }

            return new ExportProgress(step, validated, IsDone: run.HasEnded);
        }
#pragma warning disable CA1031 // Whatever happens to a tracker, the training continues.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (!before.HasFailed)
            {
                LogFailed(run.Name, tracker.Name, exception.Message);
            }

            return new ExportProgress(step, validated, HasFailed: true);
        }
    }

    private async Task<long> AddStatistics(IRunTracker tracker, RunMetricsSample run, long step)
    {
        var statistics = await grains.GetGrain<IRunGrain>(run.Name).GetHistory(step);
        if (statistics.Count == 0)
        {
            return step;
        }

        await tracker.Add(run, statistics, _limit.Token);
        return statistics[^1].Step;
    }

    private async Task<long> AddValidations(IRunTracker tracker, RunMetricsSample run, long validated)
    {
        ValidationPoint[] points = [.. (await grains.GetGrain<IRunGrain>(run.Name).GetValidations()).Where(point => point.Steps > validated)];
        if (points.Length == 0)
        {
            return validated;
        }

        await tracker.Add(run, points, _limit.Token);
        return points[^1].Steps;
    }

    [LoggerMessage(EventId = 6000, Level = LogLevel.Warning, Message = "Exporting run {Run} to {Tracker} failed: {Problem}. Retrying; training continues.")]
    private partial void LogFailed(string run, string tracker, string problem);

    [LoggerMessage(EventId = 6001, Level = LogLevel.Warning, Message = "Run {Run} was not exported completely to {Tracker}: its statistics up to step {Step} were, of {Steps}. The files of the run have all of them.")]
    private partial void LogIncomplete(string run, string tracker, long step, long steps);

    /// <summary>How far a run is exported to a tracker.</summary>
    /// <param name="Step">The latest exported step, -1 before the first.</param>
    /// <param name="ValidatedSteps">The steps of the latest exported validation, -1 before the first.</param>
    /// <param name="IsDone">Whether its end is exported.</param>
    /// <param name="HasFailed">Whether the latest export failed, which is logged once.</param>
    private sealed record ExportProgress(long Step, long ValidatedSteps = -1, bool IsDone = false, bool HasFailed = false);
}
