using System.Runtime.InteropServices;

namespace OrleansDro.Cli.Sessions;

/// <summary>Turns Ctrl+C and SIGTERM into a request to stop, instead of the end of the process.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly TaskCompletionSource _requested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    public StopSignal()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Request);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Request);
    }

    /// <summary>Ends when the user asks to stop.</summary>
    public Task Requested => _requested.Task;

    /// <summary>Is cancelled when the user asks to stop.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _source.Dispose();
    }

    private void Request(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _requested.TrySetResult();
        _source.Cancel();
    }
}
