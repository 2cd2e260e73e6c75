using System.Net.Sockets;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Cli.Options;
using OrleansDro.Cli.Reporting.Progress;
using OrleansDro.Grains.Scheduling;
using OrleansDro.Hosting;
using OrleansDro.Hosting.Http;
using OrleansDro.Learning.Configuration;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Sessions;

/// <summary>An embedded cluster, and the runs that this process starts on it one after the other.</summary>
internal sealed class RunHost : IAsyncDisposable
{
    private const string Stopping = "Stopping: the run finishes its step and saves a checkpoint. Press Ctrl+C again to end now; the last saved checkpoint stays.";

    private readonly EmbeddedCluster _cluster;
    private readonly ProgressDisplay _progress = ProgressDisplay.OnError();

    private RunHost(EmbeddedCluster cluster) => _cluster = cluster;

    /// <summary>Starts the cluster.</summary>
    /// <param name="httpPort">The HTTP port, whose address is printed to standard error; 0 for a free port, null for no HTTP.</param>
    /// <param name="spec">The spec of one of the runs; all runs need the same devices.</param>
    /// <param name="catalog">What the runs' specs can name.</param>
    /// <param name="trainers">How many trainers may work on each run.</param>
    /// <exception cref="InvalidInputException">The port cannot be used, or a device is not available.</exception>
    public static async Task<RunHost> StartAsync(int? httpPort, RunSpec spec, LearningCatalog catalog, TrainerRange trainers)
    {
        var devices = DevicesFor(spec, trainers);
        Devices.Require(devices, "The spec's compute.device");
        await TrainersOption.WarnOfSparesAsync(trainers, spec);
        try
        {
            var cluster = await EmbeddedCluster.StartAsync(CatalogOption.Register(catalog), http: httpPort is { } port ? new HttpApiOptions { Port = port } : null, devices: devices);
            if (cluster.HttpAddress is { } address)
            {
                await Console.Error.WriteLineAsync($"Listening on {address}");
            }

            return new RunHost(cluster);
        }
        catch (Exception exception) when (httpPort is not null && exception is IOException or SocketException)
        {
            throw new InvalidInputException($"The port {httpPort} of --http-port cannot be used: {exception.Message} Choose another port, or 0 for a free one.", exception);
        }
    }

    /// <summary>Starts a run, shows its progress and waits for its end. On Ctrl+C and SIGTERM the run saves a checkpoint and stops.</summary>
    /// <exception cref="InvalidInputException">The run failed because of the user's input.</exception>
    /// <exception cref="RunFailedException">The run failed for another reason.</exception>
    public async Task<FinishedRun> RunAsync(string label, RunStart start)
    {
        var run = _cluster.Grains.GetGrain<IRunGrain>(start.Spec.Name);
        using var stopSignal = new StopSignal(() => _progress.WriteLine(Stopping));
        await run.Start(start);
        var status = await _progress.ShowAsync(progress => WatchAsync(run, label, progress, stopSignal.Requested));
        RunFailedException.ThrowIfFailed(status);
        return new FinishedRun((await run.GetResult())!, stopSignal.Requested.IsCompleted);
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

    // More trainers than micro-batches would have nothing to do, but a minimum that the user sets is respected.
    private static IReadOnlyList<string> DevicesFor(RunSpec spec, TrainerRange trainers) =>
        [.. Devices.Names(spec.Compute.Device, Math.Max(trainers.Minimum, Math.Min(trainers.Maximum, spec.MicroBatches)))];
}
