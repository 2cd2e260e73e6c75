using Microsoft.Extensions.Logging;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Coordination.Status;

/// <summary>Logs what a run waits for: once when a wait has lasted 1 s, and once when it is over. Shorter waits are not logged.</summary>
internal sealed partial class WaitLog(DurableRun run, TimeProvider clock, ILogger<WaitLog> logger)
{
    private static readonly TimeSpan ShortestLogged = TimeSpan.FromSeconds(1);

    private (WaitReason Reason, DateTimeOffset Since) _wait = (WaitReason.None, default);
    private string? _logged;

    /// <summary>Takes note of what the run waits for now.</summary>
    /// <param name="reason">Why it waits.</param>
    /// <param name="what">What it waits for, in words; null if it does not wait.</param>
    public void Observe(WaitReason reason, string? what)
    {
        var now = clock.GetUtcNow();
        if (reason != _wait.Reason)
        {
            if (_logged is not null)
            {
                LogOver(run.Name, (now - _wait.Since).TotalSeconds, _logged);
            }

            (_wait, _logged) = ((reason, now), null);
        }
        else if (what is not null && _logged is null && now - _wait.Since >= ShortestLogged)
        {
            LogWaits(run.Name, _wait.Since, what);
            _logged = what;
        }
    }

    [LoggerMessage(EventId = 1003, Level = LogLevel.Information, Message = "Run {Run} has been waiting since {Since:HH:mm:ss} for {What}")]
    private partial void LogWaits(string run, DateTimeOffset since, string what);

    [LoggerMessage(EventId = 1004, Level = LogLevel.Information, Message = "Run {Run} continues after waiting {Seconds:0.0} s for {What}")]
    private partial void LogOver(string run, double seconds, string what);
}
