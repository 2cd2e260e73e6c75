using System.Net.Sockets;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Cli.Options;
using OrleansDro.Cli.Reporting.Progress;
using OrleansDro.Grains.Scheduling;
using OrleansDro.Hosting;
using OrleansDro.Hosting.Http;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Sessions;

/// <summary>An embedded cluster and the runs that this process starts on it, one after the other.</summary>
internal sealed class RunHost : IAsyncDisposable
{
    private readonly EmbeddedCluster _cluster;
    private readonly ProgressDisplay _progress = ProgressDisplay.OnError();

    private RunHost(EmbeddedCluster cluster) => _cluster = cluster;

    /// <summary>Starts the cluster.</summary>
    /// <param name="httpPort">The port on which it answers over HTTP, told on the standard error; 0 for a free one, null for none.</param>
    /// <param name="spec">A spec of the runs; all ask for the same devices.</param>
    /// <param name="trainers">How many trainers may work on each.</param>
    /// <exception cref="InvalidInputException">The port cannot be used, or a device is not there.</exception>
    public static async Task<RunHost> StartAsync(int? httpPort, RunSpec spec, TrainerRange trainers)
    {
        var devices = DevicesFor(spec, trainers);
        Devices.Require(devices, "The spec's compute.device");
        try
        {
            var cluster = await EmbeddedCluster.StartAsync(http: httpPort is { } port ? new HttpApiOptions { Port = port } : null, devices: devices);
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
        using var interruption = new Interruption();
        await run.Start(start);
        var status = await _progress.ShowAsync(progress => WatchAsync(run, label, progress, interruption.Requested));
        RunWatch.RequireSuccess(status);
        return new RunOutcome((await run.GetResult())!, interruption.Requested.IsCompleted);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private static async Task<RunStatus> WatchAsync(IRunGrain run, string label, IRunProgress progress, Task interrupted)
    {
        var watching = RunWatch.UntilEndAsync(run.GetStatus, label, progress, CancellationToken.None);
        if (await Task.WhenAny(watching, interrupted) == interrupted)
        {
            await run.Stop();
        }

        return await watching;
    }

    // More trainers than micro-batches would have nothing to do, but a user who asks for at least so many gets them.
    private static IReadOnlyList<string> DevicesFor(RunSpec spec, TrainerRange trainers) =>
        [.. DeviceList.Of(spec.Compute.Device, Math.Max(trainers.Minimum, Math.Min(trainers.Maximum, spec.MicroBatches)))];
}
