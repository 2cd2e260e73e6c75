namespace OrleansDro.Hosting.Cluster;

/// <summary>
/// Replaces Orleans' own handler, which kills the process when a silo learns that the others declared it dead, for example after it was suspended for some seconds. The
/// process is healthy; only the silo must be replaced.
/// </summary>
internal sealed class FatalErrorSignal : IFatalErrorHandler
{
    private readonly TaskCompletionSource<string> _reason = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the reason when the silo has failed.</summary>
    public Task<string> Reason => _reason.Task;

    public bool IsUnexpected(Exception exception) => exception is not OperationCanceledException;

    public void OnFatalException(object? sender, string? context, Exception? exception) =>
        _reason.TrySetResult(exception is null ? context ?? "no reason was given" : $"{context}: {exception.Message}");
}
