using System.Diagnostics;
using System.Runtime.InteropServices;

namespace OrleansDro.Cli.Sessions;

/// <summary>Turns Ctrl+C and SIGTERM into a request to stop, instead of the end of the process. A second Ctrl+C ends the process.</summary>
internal sealed class StopSignal : IDisposable
{
    /// <summary>A program such as <c>timeout</c> sends a signal to a process and to its group, which is one request.</summary>
    private static readonly TimeSpan SameRequest = TimeSpan.FromMilliseconds(500);

    // Never disposed, as a handler may still run while this object is: disposing registrations does not wait for handlers.
    private readonly CancellationTokenSource _source = new();
    private readonly TaskCompletionSource _requested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private readonly Action? _acknowledge;
    private long _requestedAt;

    /// <summary>Starts to listen.</summary>
    /// <param name="acknowledge">Called at the first request, at once.</param>
    public StopSignal(Action? acknowledge = null)
    {
        _acknowledge = acknowledge;
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Request);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Request);
    }

    /// <summary>Ends when the user asks to stop.</summary>
    public Task Requested => _requested.Task;

    /// <summary>Is canceled when the user asks to stop.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
    }

    private void Request(PosixSignalContext signal)
    {
        var isFirst = Interlocked.CompareExchange(ref _requestedAt, Stopwatch.GetTimestamp(), 0) == 0;
        signal.Cancel = isFirst || signal.Signal == PosixSignal.SIGTERM || Stopwatch.GetElapsedTime(Volatile.Read(ref _requestedAt)) < SameRequest;
        if (isFirst)
        {
            _acknowledge?.Invoke();
            _requested.TrySetResult();
            _source.Cancel();
        }
    }
}
