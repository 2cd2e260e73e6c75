namespace OrleansDro.Grains.Infrastructure;

/// <summary>
/// Bounds waits inside a grain call below the call's own time limit. The caller repeats the call, and can report in between what it waits for.
/// </summary>
internal static class BoundedWait
{
    /// <summary>The longest wait of one call.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Waits until a task ends or the limit is reached.</summary>
    /// <param name="task">The task; its failure is not thrown here.</param>
    /// <returns>Whether the task has ended.</returns>
    public static async Task<bool> Ends(Task task)
    {
        await task.WaitAsync(Limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return task.IsCompleted;
    }
}
