using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Observability.Metrics;

namespace OrleansDro.Grains.Runs;

/// <summary>Measures how long a run stands still around the loss of a trainer or of its state: from the last step before to the first step after.</summary>
internal sealed class RunRecovery(DurableRun run, RunMetrics metrics, TimeProvider clock)
{
    private long _steps = -1;
    private long _movedAt = clock.GetTimestamp();
    private bool _isRecovering;

    /// <summary>Something happened.</summary>
    public void Hear(RunEventKind kind) => _isRecovering |= kind is RunEventKind.Lost or RunEventKind.Differs or RunEventKind.Restored;

    /// <summary>Takes a look at the committed steps.</summary>
    public void Observe(long steps)
    {
        if (steps == _steps)
        {
            return;
        }

        var now = clock.GetTimestamp();
        if (steps > _steps && _isRecovering)
        {
            metrics.AddRecovery(run.Name, clock.GetElapsedTime(_movedAt, now));
            _isRecovering = false;
        }

        // Where the run goes back to a checkpoint it has not moved on yet.
        if (steps > _steps)
        {
            _movedAt = now;
        }

        _steps = steps;
    }
}
