namespace OrleansDro.FaultInjection.Clusters;

/// <summary>Watches a run get ahead.</summary>
internal sealed class StepWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(15);

    // A question to a silo that died hangs until the others know of it; by asking again the recovery is seen when it happens.
    private static readonly TimeSpan AttemptLimit = TimeSpan.FromMilliseconds(300);

    private readonly CancellationTokenSource _end = new();
    private readonly Task _watching;

    private StepWatch(RunHandle run) => _watching = WatchAsync(run);

    /// <summary>What was seen so far.</summary>
    public StepTimeline Timeline { get; } = new();

    /// <summary>Begins to watch.</summary>
    public static StepWatch Start(RunHandle run) => new(run);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching;
        _end.Dispose();
    }

    private async Task WatchAsync(RunHandle run)
    {
        try
        {
            while (true)
            {
                if (await run.TryStatusAsync(AttemptLimit, _end.Token) is { StepsCommitted: > 0 } status)
                {
                    Timeline.Add(DateTimeOffset.UtcNow, status.StepsCommitted);
                }

                await Task.Delay(Interval, _end.Token);
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // The watch is over.
        }
    }
}
