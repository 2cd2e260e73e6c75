namespace OrleansDro.Hosting.Cluster;

/// <summary>
/// Takes the place of Orleans' own handler, which kills the process where a silo finds that the others declared it dead: after it stood still for some seconds, say. The
/// process is well; only the silo must go, and a new one can come.
/// </summary>
internal sealed class FatalErrorSignal : IFatalErrorHandler
{
    private readonly TaskCompletionSource<string> _reason = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the silo cannot go on, with the reason.</summary>
    public Task<string> Reason => _reason.Task;

    public bool IsUnexpected(Exception exception) => exception is not OperationCanceledException;

    public void OnFatalException(object? sender, string? context, Exception? exception) =>
        _reason.TrySetResult(exception is null ? context ?? "no reason was given" : $"{context}: {exception.Message}");
}
