using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansDro.Hosting.Logging;
using OrleansDro.Learning.Torch;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Hosting.Cluster;

/// <summary>
/// A silo of a cluster on Redis, for the lifetime of the process. If the other silos declare it dead, for example after the machine was suspended for some seconds, a new silo
/// replaces it in the same process, with the same ports.
/// </summary>
public sealed partial class ClusterSilo
{
    /// <summary>The longest time that a silo takes to stop after it is asked to. A process manager must wait longer before it kills the process.</summary>
    public static readonly TimeSpan StopTimeout = ClusterTimes.Shutdown;

    private readonly ILogger _log;
    private readonly ClusterSiloOptions _options;
    private readonly Action<SiloEndpoints> _ready;
    private readonly MutualTls? _tls;

    private ClusterSilo(ClusterSiloOptions options, Action<SiloEndpoints> ready, ILogger log)
    {
        (_options, _ready, _log) = (options, ready, log);
        _tls = MutualTls.Open(options.Cluster.Tls, LogTls);
    }

    /// <summary>Runs the silo until it is asked to stop.</summary>
    /// <param name="options">How the silo takes part in the cluster.</param>
    /// <param name="ready">Is called with the addresses of each silo that is ready: once, and again for each silo that replaces one that was declared dead.</param>
    /// <param name="stop">Asks the silo to stop: it finishes the work that other silos wait for, and leaves the cluster.</param>
    /// <exception cref="ClusterException">Redis does not answer, the cluster refuses the silo, or a silo that was declared dead does not end.</exception>
    /// <exception cref="InvalidInputException">A file of TLS cannot be used, or the HTTP interface would be open to other machines.</exception>
    public static async Task RunAsync(ClusterSiloOptions options, Action<SiloEndpoints> ready, CancellationToken stop)
    {
        using var logging = LoggerFactory.Create(builder => builder.AddLines());
        await new ClusterSilo(options, ready, logging.CreateLogger<ClusterSilo>()).RunAsync(stop);
    }

    private async Task RunAsync(CancellationToken stop)
    {
        var settings = TorchRuntime.Prepare().Spinning.Summary;
        LogSettings(settings);
        var options = _options;
        while (true)
        {
            var fatalError = new FatalErrorSignal();
            using var host = await StartAsync(options, fatalError, stop);
            var endpoints = EndpointsOf(host);
            _ready(endpoints);

            // The next silo of this process has the same addresses.
            var silo = host.Services.GetRequiredService<ILocalSiloDetails>();
            options = options with { SiloPort = silo.SiloAddress.Endpoint.Port, GatewayPort = endpoints.Gateway?.Port ?? 0, Http = options.Http?.WithPort(endpoints.Http!.Port) };

            // A background service that fails stops its host.
            using var failing = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping
                .Register(() => fatalError.OnFatalException(this, "a service of the silo failed", null));
            var stopped = Task.Delay(Timeout.Infinite, stop);
            if (await Task.WhenAny(stopped, fatalError.Reason) == stopped)
            {
                LogStopping();
                await StopAsync(host);
                return;
            }

            var reason = await fatalError.Reason;
            LogReplaced(endpoints.Silo, reason);
            await StopDeadAsync(host);
        }
    }

    private async Task<IHost> StartAsync(ClusterSiloOptions options, FatalErrorSignal fatalError, CancellationToken stop)
    {
        await RedisWait.WaitAsync(options.Cluster.Redis, options.StartTimeout, LogWaiting, stop);
        LogJoining(options.Cluster);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(options.StartTimeout);
        while (true)
        {
            // Ports are picked for each attempt: another process may take a port after it was found free.
            var (siloPort, gatewayPort) = FreePorts.Pick(options.SiloPort, options.GatewayPort);
            var host = SiloHost.Build(options with { SiloPort = siloPort, GatewayPort = gatewayPort }, _tls, fatalError);
            try
            {
                await host.StartAsync(limit.Token).WaitAsync(limit.Token);
                return host;
            }
            catch (Exception exception)
            {
                host.Dispose();
                stop.ThrowIfCancellationRequested();
                if (exception is IOException or SocketException)
                {
                    throw new ClusterException($"The silo could not join the cluster {options.Cluster}: {exception.Message}", exception);
                }

                if (limit.IsCancellationRequested)
                {
                    throw new ClusterException(
                        FormattableString.Invariant($"The silo could not join the cluster {options.Cluster} within {options.StartTimeout.TotalSeconds:0.#} s. {MutualTls.Hint(_tls)}"), exception);
                }

                LogRetry(exception);
            }

            await Task.Delay(ClusterTimes.StartInterval, limit.Token);
        }
    }

    // Without Redis a silo could try for minutes to notify the others.
    private static async Task StopAsync(IHost host)
    {
        using var limit = new CancellationTokenSource(ClusterTimes.Shutdown);
        try
        {
            await host.StopAsync(limit.Token).WaitAsync(limit.Token);
        }
        catch (OperationCanceledException exception)
        {
            throw new ClusterException(
                FormattableString.Invariant($"The silo could not leave the cluster within {ClusterTimes.Shutdown.TotalSeconds:0} s and exits; the other silos take over its work."), exception);
        }
    }

    // Two silos must not compute on one device: if this one does not end, the process must end.
    private static async Task StopDeadAsync(IHost host)
    {
        using var limit = new CancellationTokenSource(ClusterTimes.ShutdownOfTheDead);
        try
        {
            await host.StopAsync(limit.Token).WaitAsync(ClusterTimes.ShutdownOfTheDead + TimeSpan.FromSeconds(1));
        }
        catch (TimeoutException exception)
        {
            throw new ClusterException("The silo was evicted and did not shut down in time; exiting. Restart the process.", exception);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The silo was declared dead, so it cannot notify the others that it leaves.
        }
    }

    private static SiloEndpoints EndpointsOf(IHost host)
    {
        var silo = host.Services.GetRequiredService<ILocalSiloDetails>();
        var http = host is WebApplication web ? new Uri(web.Urls.Single()) : null;
        return new SiloEndpoints(silo.SiloAddress.ToParsableString(), silo.GatewayAddress?.Endpoint, http);
    }

    [LoggerMessage(EventId = 8000, Level = LogLevel.Information, Message = "{Settings}")]
    private partial void LogSettings(string settings);

    [LoggerMessage(EventId = 8001, Level = LogLevel.Information, Message = "{What}")]
    private partial void LogWaiting(string what);

    [LoggerMessage(EventId = 8002, Level = LogLevel.Information, Message = "Joining cluster {Cluster}")]
    private partial void LogJoining(ClusterAddress cluster);

    [LoggerMessage(EventId = 8003, Level = LogLevel.Warning, Message = "{What}")]
    private partial void LogTls(string what);

    [LoggerMessage(EventId = 8004, Level = LogLevel.Warning, Message = "The silo could not join the cluster. Retrying.")]
    private partial void LogRetry(Exception exception);

    [LoggerMessage(EventId = 8005, Level = LogLevel.Information, Message = "Stopping: trainers finish their step, then the silo leaves the cluster.")]
    private partial void LogStopping();

    [LoggerMessage(EventId = 8006, Level = LogLevel.Warning, Message = "Silo {Silo} failed and is being replaced in this process: {Reason}")]
    private partial void LogReplaced(string silo, string reason);
}
