using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Observability.Metrics;

namespace OrleansDro.Grains.Runs;

/// <summary>Measures how long a run makes no progress after it lost a trainer or its state: from the last committed step before to the first one after.</summary>
internal sealed class RecoveryTimer(DurableRun run, RunMetrics metrics, TimeProvider clock)
{
    private long _steps = -1;
    private long _movedAt = clock.GetTimestamp();
    private bool _isRecovering;

    /// <summary>Takes note of an event of the run.</summary>
    public void OnEvent(RunEventKind kind) => _isRecovering |= kind is RunEventKind.Lost or RunEventKind.Differs or RunEventKind.Restored;

    /// <summary>Takes note of the number of committed steps.</summary>
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

        // A rollback to a checkpoint is no progress yet.
        if (steps > _steps)
        {
            _movedAt = now;
        }

        _steps = steps;
    }
}
