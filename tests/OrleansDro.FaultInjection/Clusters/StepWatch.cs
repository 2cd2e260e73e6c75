namespace OrleansDro.FaultInjection.Clusters;

/// <summary>Watches a run get ahead.</summary>
internal sealed class StepWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(15);

    // A question to a silo that died hangs until the others know of it; by asking again the recovery is seen when it happens.
    private static readonly TimeSpan AttemptLimit = TimeSpan.FromMilliseconds(300);

    // No single fault holds a run up for so long.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(8);

    private readonly CancellationTokenSource _end = new();
    private readonly Task _watching;

    private StepWatch(RunHandle run, Action<string>? report) => _watching = WatchAsync(run, report);

    /// <summary>What was seen so far.</summary>
    public StepTimeline Timeline { get; } = new();

    /// <summary>Begins to watch.</summary>
    /// <param name="run">The run.</param>
    /// <param name="report">Is told, while it lasts, what the run does instead of getting ahead.</param>
    public static StepWatch Start(RunHandle run, Action<string>? report = null) => new(run, report);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching;
        _end.Dispose();
    }

    private async Task WatchAsync(RunHandle run, Action<string>? report)
    {
        try
        {
            var quietUntil = DateTimeOffset.MaxValue;
            while (true)
            {
                if (await run.TryStatusAsync(AttemptLimit, _end.Token) is { } status && status.StepsCommitted > Timeline.Steps)
                {
                    Timeline.Add(DateTimeOffset.UtcNow, status.StepsCommitted);
                    quietUntil = DateTimeOffset.UtcNow + LongestPause;
                }

                if (report is not null && DateTimeOffset.UtcNow > quietUntil)
                {
                    report(await run.DescribeAsync());
                    quietUntil = DateTimeOffset.UtcNow + LongestPause;
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
