namespace OrleansDro.Grains.Infrastructure;

/// <summary>Wakes all who wait for something in a grain to change. Used by one activation at a time.</summary>
internal sealed class AsyncPulse
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the next change.</summary>
    public Task Next => _next.Task;

    /// <summary>Reports a change.</summary>
    public void Raise()
    {
        var raised = _next;
        _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        raised.SetResult();
    }
}
