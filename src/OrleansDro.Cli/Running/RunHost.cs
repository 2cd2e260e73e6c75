using System.Net.Sockets;
using System.Runtime.InteropServices;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Cli.Reporting.Progress;
using OrleansDro.Hosting;
using OrleansDro.Hosting.Http;
using OrleansDro.Learning;
using Spectre.Console;

namespace OrleansDro.Cli.Running;

/// <summary>An embedded cluster and the runs that this process starts on it, one after the other.</summary>
internal sealed class RunHost : IAsyncDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    private readonly EmbeddedCluster _cluster;
    private readonly ProgressDisplay _progress = new(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }), TimeProvider.System);

    private RunHost(EmbeddedCluster cluster) => _cluster = cluster;

    /// <summary>Starts the cluster.</summary>
    /// <param name="httpPort">The port on which it answers over HTTP, told on the standard error; 0 for a free one, null for none.</param>
    /// <exception cref="InvalidInputException">The port cannot be used.</exception>
    public static async Task<RunHost> StartAsync(int? httpPort)
    {
        try
        {
            var cluster = await EmbeddedCluster.StartAsync(http: httpPort is { } port ? new HttpApiOptions { Port = port } : null);
            if (cluster.HttpAddress is { } address)
            {
                await Console.Error.WriteLineAsync($"Answers at {address}");
            }

            return new RunHost(cluster);
        }
        catch (Exception exception) when (httpPort is not null && exception is IOException or SocketException)
        {
            throw new InvalidInputException($"The port {httpPort} of --http-port cannot be used: {exception.Message} Name another, or 0 for a free one.", exception);
        }
    }

    /// <summary>Starts a run, shows its progress and waits for its end. Ctrl+C and SIGTERM let it save itself first.</summary>
    /// <exception cref="InvalidInputException">The run failed for what the user gave.</exception>
    /// <exception cref="RunFailedException">The run failed otherwise.</exception>
    public async Task<RunOutcome> RunAsync(string label, RunStart start)
    {
        var run = _cluster.Grains.GetGrain<IRunGrain>(start.Spec.Name);
        var interrupted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Interrupt(PosixSignalContext signal)
        {
            signal.Cancel = true;
            interrupted.TrySetResult();
        }

        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
        using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
        await run.Start(start);
        var status = await _progress.ShowAsync(progress => WatchAsync(run, label, progress, interrupted.Task));
        if (status.Failure is { } failure)
        {
            throw failure.IsInputError ? new InvalidInputException(failure.Message) : new RunFailedException(failure.Message);
        }

        return new RunOutcome((await run.GetResult())!, interrupted.Task.IsCompleted);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private static async Task<RunStatus> WatchAsync(IRunGrain run, string label, IRunProgress progress, Task interrupted)
    {
        var isStopping = false;
        while (true)
        {
            var status = await run.GetStatus();
            if (status.State == RunState.Failed)
            {
                // The reason is told once, as the process ends.
                return status;
            }

            progress.Report(label, status);
            if (status.State is RunState.Completed or RunState.Stopped)
            {
                return status;
            }

            if (interrupted.IsCompleted && !isStopping)
            {
                isStopping = true;
                await run.Stop();
            }

            await Task.Delay(PollInterval);
        }
    }
}
