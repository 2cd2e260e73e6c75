namespace OrleansDro.Grains.Infrastructure;

/// <summary>
/// Waits inside a grain call end before the call's own time limit; the caller asks again and can say meanwhile what it waits for.
/// </summary>
internal static class BoundedWait
{
    /// <summary>The longest that one call waits.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Waits until a task ends or the limit is over.</summary>
    /// <returns>Whether the task has ended.</returns>
    public static async Task<bool> Ends(Task task)
    {
        await task.WaitAsync(Limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return task.IsCompleted;
    }
}
