using Microsoft.Extensions.Logging;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Coordination.Status;

/// <summary>Tells the log what a run waits for: once as a wait begins, and once when it is over. What is over in a moment is not told.</summary>
internal sealed partial class RunWaits(DurableRun run, TimeProvider clock, ILogger<RunWaits> logger)
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private (WaitReason Reason, DateTimeOffset Since) _wait = (WaitReason.None, default);
    private string? _told;

    /// <summary>Takes note of what the run waits for now.</summary>
    /// <param name="reason">Why it waits.</param>
    /// <param name="what">What it waits for, in words; null where it does not wait.</param>
    public void Observe(WaitReason reason, string? what)
    {
        var now = clock.GetUtcNow();
        if (reason != _wait.Reason)
        {
            if (_told is not null)
            {
                LogOver(run.Name, (now - _wait.Since).TotalSeconds, _told);
            }

            (_wait, _told) = ((reason, now), null);
        }
        else if (what is not null && _told is null && now - _wait.Since >= Moment)
        {
            LogWaits(run.Name, _wait.Since, what);
            _told = what;
        }
    }

    [LoggerMessage(LogLevel.Information, "{Run} waits since {Since:HH:mm:ss} for {What}")]
    private partial void LogWaits(string run, DateTimeOffset since, string what);

    [LoggerMessage(LogLevel.Information, "{Run} goes on: waited {Seconds:0.0} s for {What}")]
    private partial void LogOver(string run, double seconds, string what);
}
