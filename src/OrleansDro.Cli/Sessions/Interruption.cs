using System.Runtime.InteropServices;

namespace OrleansDro.Cli.Sessions;

/// <summary>Ctrl+C and SIGTERM as a request, rather than the end of the process.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly TaskCompletionSource _requested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    public Interruption()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Request);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Request);
    }

    /// <summary>Ends when the user asked.</summary>
    public Task Requested => _requested.Task;

    /// <summary>Is cancelled when the user asked.</summary>
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
