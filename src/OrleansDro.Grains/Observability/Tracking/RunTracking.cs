using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Observability.Metrics;

namespace OrleansDro.Grains.Observability.Tracking;

/// <summary>
/// Has the runs that this silo leads written down by trackers, beside the training: a tracker that is away or slow delays nothing but itself. What it misses it is given when
/// it is there again, as long as the run goes on; at the end of the process it has some seconds for the rest.
/// </summary>
internal sealed partial class RunTracking(LedRuns runs, IEnumerable<IRunTracker> trackers, IGrainFactory grains, ILogger<RunTracking> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan Pulse = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _limit = new();
    private Task[] _work = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _work = [.. trackers.Select(tracker => Task.Run(() => Track(tracker), CancellationToken.None))];
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _limit.CancelAfter(LastWords);
        await _stopping.CancelAsync();
        await Task.WhenAll(_work).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _limit.Dispose();
    }

    private async Task Track(IRunTracker tracker)
    {
        var progress = new Dictionary<Guid, (long Step, bool IsDone, bool HasFailed)>();
        bool isLast;
        do
        {
            isLast = _stopping.IsCancellationRequested;
            var readings = runs.Readings;
            foreach (var gone in progress.Keys.Except(readings.Select(reading => reading.Tracked.Start)).ToArray())
            {
                progress.Remove(gone);
            }

            foreach (var reading in readings)
            {
                var run = reading.Tracked;
                var (step, isDone, hasFailed) = progress.GetValueOrDefault(run.Start, (-1, false, false));
                if (isDone || !tracker.Tracks(run))
                {
                    continue;
                }

                try
                {
                    // While a run goes on, its reading tells whether there is anything to ask for.
                    if (reading.HasEnded || reading.Status.Statistics?.Step > step)
                    {
                        step = await Add(tracker, run, step);
                    }

                    if (reading.HasEnded)
                    {
                        await tracker.End(run, reading.Status, reading.Validation, _limit.Token);
                        isDone = true;
                    }

                    hasFailed = false;
                }
#pragma warning disable CA1031 // Whatever happens to a tracker, the training goes on.
                catch (Exception exception)
#pragma warning restore CA1031
                {
                    if (!hasFailed)
                    {
                        LogFailed(run.Name, tracker.Name, exception.Message);
                    }

                    hasFailed = true;
                }

                progress[run.Start] = (step, isDone, hasFailed);
            }

            await Task.Delay(Pulse, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        while (!isLast);
    }

    private async Task<long> Add(IRunTracker tracker, TrackedRun run, long step)
    {
        var statistics = await grains.GetGrain<IRunGrain>(run.Name).GetHistory(step);
        if (statistics.Count == 0)
        {
            return step;
        }

        await tracker.Add(run, statistics, _limit.Token);
        return statistics[^1].Step;
    }

    [LoggerMessage(LogLevel.Warning, "{Run} could not be written down by {Tracker}: {Problem}. It is tried again; the run goes on.")]
    private partial void LogFailed(string run, string tracker, string problem);
}
