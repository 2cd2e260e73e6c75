using OrleansDro.Abstractions;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Cases;
using OrleansDro.Grains.Observability.Metrics;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Coordination.Status;

/// <summary>Publishes a run's metrics on the silo that hosts the run's coordinator, and logs what the run waits for.</summary>
internal sealed class RunMetricsPublisher(
    DurableRun run, RunStatusReader statusReader, RunSampler sampler, RunCases cases, RunLossQueries lossQueries, RunCheckpoints checkpoints, RunCounters counters, RunScaling scaling, WaitLog waitLog,
    RunMetricsRegistry registry)
{
    private static readonly TimeSpan PublishInterval = TimeSpan.FromMilliseconds(500);

    private IReadOnlyList<GroupView> _groups = [];
    private Task _refreshingGroups = Task.CompletedTask;
    private bool _hasPublishedEnd;

    /// <summary>Publishes the run every 0.5 s, as long as it is active on this silo.</summary>
    /// <param name="ended">Ends the loop.</param>
    public async Task PublishUntil(CancellationToken ended)
    {
        _hasPublishedEnd = false;
        while (run.IsActive && !run.IsSuperseded && !ended.IsCancellationRequested)
        {
            Publish();
            if (_refreshingGroups.IsCompleted)
            {
                _refreshingGroups = RefreshGroups();
            }

            await Task.Delay(PublishInterval, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    /// <summary>Publishes how the run ended.</summary>
    public void PublishEnd()
    {
        Publish();
        _hasPublishedEnd = run.HasEnded && !run.IsSuperseded;
    }

    /// <summary>Withdraws the run from the metrics, unless it has ended here: it continues on another silo.</summary>
    public void Withdraw()
    {
        if (!_hasPublishedEnd)
        {
            registry.Remove(run.Name);
        }
    }

    private void Publish()
    {
        if (run.IsSuperseded || run.State == RunState.Unknown)
        {
            return;
        }

        var status = statusReader.LatestStatus();
        waitLog.Observe(status.Waiting, status.WaitingFor);
        var result = run.Result;
        registry.Publish(new RunMetricsSample
        {
            StartId = run.Record.Start.Id,
            Spec = run.Spec,
            EventFolder = run.EventFolder,
            Status = status,
            Totals = counters.Totals,
            Groups = _groups,
            SavedAt = checkpoints.SavedAt,
            Scaling = scaling.GetStatus(),
            Validation = [.. new[] { result?.Validation ?? status.Validation?.Score, result?.ValidationLoss ?? status.Validation?.Loss }.OfType<TailReport>()],
        });
    }

    private async Task RefreshGroups()
    {
        if (run.State != RunState.Training || !cases.HasGroups || sampler.Progress?.Statistics is null)
        {
            return;
        }

        try
        {
            _groups = await lossQueries.GetRecentGroups();
        }
        catch (Exception exception) when (exception is InvalidOperationException || TransientFaults.IsLostCall(exception))
        {
            // The run is recovering from a fault; the latest groups are good enough until it has.
        }
    }
}
