using System.Runtime.InteropServices;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Cli.Reporting.Progress;
using OrleansDro.Hosting;
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

    public static async Task<RunHost> StartAsync() => new(await EmbeddedCluster.StartAsync());

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
