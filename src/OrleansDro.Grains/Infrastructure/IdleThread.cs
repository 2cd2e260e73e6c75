namespace OrleansDro.Grains.Infrastructure;

/// <summary>Puts off what nobody waits for.</summary>
internal static class IdleThread
{
    /// <summary>
    /// Ends when a thread of the pool has nothing of its own left to do. A grain's calls and answers go to the queue of the thread that makes them, which takes the newest
    /// first: whoever makes many calls at once has what waited before wait for all of them.
    /// </summary>
    public static Task Next() => Task.Factory.StartNew(static () => { }, CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default);
}
