using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Cases;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Observability.Metrics;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Coordination.Status;

/// <summary>Shows a run in the metrics of the silo that leads it, and in its log what the run waits for.</summary>
internal sealed class RunMonitor(
    DurableRun run, RunOverview overview, RunSampler sampler, RunCases cases, RunInsights insights, RunCheckpoints checkpoints, RunAccount account, RunScaling scaling, RunWaits waits,
    LedRuns runs)
{
    private static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(500);

    private IReadOnlyList<GroupView> _groups = [];
    private Task _grouping = Task.CompletedTask;
    private bool _hasShownEnd;

    /// <summary>Shows the run as long as it goes on here.</summary>
    /// <param name="ended">Ends it.</param>
    public async Task Watch(CancellationToken ended)
    {
        _hasShownEnd = false;
        while (run.IsActive && !run.IsGone && !ended.IsCancellationRequested)
        {
            Show();
            if (_grouping.IsCompleted)
            {
                _grouping = AddGroupsUp();
            }

            await Task.Delay(Pulse, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    /// <summary>Shows how the run ended.</summary>
    public void ShowEnd()
    {
        Show();
        _hasShownEnd = run.HasEnded && !run.IsGone;
    }

    /// <summary>Shows it no more, unless it has ended here: another silo goes on with it.</summary>
    public void Leave()
    {
        if (!_hasShownEnd)
        {
            runs.Hide(run.Name);
        }
    }

    private void Show()
    {
        if (run.IsGone || run.State == RunState.Unknown)
        {
            return;
        }

        var status = overview.Status();
        waits.Observe(status.Waiting, status.WaitingFor);
        var result = run.Result;
        runs.Show(new RunReading
        {
            Tracked = new TrackedRun(run.Name, run.Record.Start.Id, run.Spec, run.EventFolder),
            Status = status,
            Totals = account.Totals,
            Groups = _groups,
            SavedAt = checkpoints.SavedAt,
            Scaling = scaling.Show(),
            Validation = [.. new[] { result?.Validation, result?.ValidationLoss }.OfType<TailReport>()],
        });
    }

    private async Task AddGroupsUp()
    {
        if (run.State != RunState.Training || !cases.HasGroups || sampler.Progress?.Statistics is null)
        {
            return;
        }

        try
        {
            _groups = await insights.GetRecentGroups();
        }
        catch (Exception exception) when (exception is InvalidOperationException || TransientFaults.IsLostCall(exception))
        {
            // The run is on its way back from a fault; the groups as they were known will do for now.
        }
    }
}
