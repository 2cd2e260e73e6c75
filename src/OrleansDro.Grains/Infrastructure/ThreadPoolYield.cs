namespace OrleansDro.Grains.Infrastructure;

/// <summary>Lets work that was queued earlier on a thread of the pool run first.</summary>
internal static class ThreadPoolYield
{
    /// <summary>
    /// Ends when a thread of the pool has emptied its local queue. That queue is last in, first out, so a burst of grain calls delays the work that was queued before it.
    /// </summary>
    public static Task Yield() => Task.Factory.StartNew(static () => { }, CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default);
}
