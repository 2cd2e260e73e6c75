using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansDro.Hosting.Logging;
using OrleansDro.Learning;
using OrleansDro.Learning.Torch;

namespace OrleansDro.Hosting.Cluster;

/// <summary>
/// A silo of a cluster on Redis, for as long as the process lives. Where the others declare the silo dead, such as after the machine stood still for some seconds, a new one
/// takes its place in the same process, with the same ports.
/// </summary>
public sealed partial class ClusterSilo
{
    /// <summary>How long a silo that is asked to stop may take before it gives up. A process manager must wait longer before it kills.</summary>
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
    /// <param name="options">How it takes part in the cluster.</param>
    /// <param name="ready">Is told where the silo is reached each time that one is up: once, and again after it was declared dead.</param>
    /// <param name="stop">Asks it to stop: it finishes what others wait for, and leaves.</param>
    /// <exception cref="ClusterException">Redis does not answer, the cluster does not let the silo in, or a silo that was declared dead does not end.</exception>
    /// <exception cref="InvalidInputException">A file of TLS cannot be used, or the HTTP interface would be open to others.</exception>
    public static async Task RunAsync(ClusterSiloOptions options, Action<SiloEndpoints> ready, CancellationToken stop)
    {
        using var logging = LoggerFactory.Create(builder => builder.AddLines());
        await new ClusterSilo(options, ready, logging.CreateLogger<ClusterSilo>()).RunAsync(stop);
    }

    private async Task RunAsync(CancellationToken stop)
    {
        LogSettings(TorchRuntime.Prepare().Spinning.Summary);
        var options = _options;
        while (true)
        {
            var fatalError = new FatalErrorSignal();
            using var host = await StartAsync(options, fatalError, stop);
            var endpoints = EndpointsOf(host);
            _ready(endpoints);

            // The next silo of this process is found where this one is.
            var silo = host.Services.GetRequiredService<ILocalSiloDetails>();
            options = options with { SiloPort = silo.SiloAddress.Endpoint.Port, GatewayPort = endpoints.Gateway?.Port ?? 0, Http = options.Http?.WithPort(endpoints.Http!.Port) };

            // A background service that fails stops its host.
            using var failing = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping
                .Register(() => fatalError.OnFatalException(this, "a service of the silo failed", null));
            var stopped = Task.Delay(Timeout.Infinite, stop);
            if (await Task.WhenAny(stopped, fatalError.Reason) == stopped)
            {
                LogStops();
                await StopAsync(host);
                return;
            }

            LogFatal(endpoints.Silo, await fatalError.Reason);
            await StopDeadAsync(host);
        }
    }

    private async Task<IHost> StartAsync(ClusterSiloOptions options, FatalErrorSignal fatalError, CancellationToken stop)
    {
        await RedisWait.WaitAsync(options.Cluster.Redis, options.StartTimeout, LogWaits, stop);
        LogJoins(options.Cluster);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(options.StartTimeout);
        while (true)
        {
            // For each attempt anew: somebody else may take a port after it was found free.
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

    // Without Redis a silo could try to tell the others for minutes.
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
                FormattableString.Invariant($"The silo could not leave the cluster in good order within {ClusterTimes.Shutdown.TotalSeconds:0} s, and ends without; the others take over what it did."), exception);
        }
    }

    // Two silos that compute on one device would be worse than none: if this one does not end, the process has to.
    private static async Task StopDeadAsync(IHost host)
    {
        using var limit = new CancellationTokenSource(ClusterTimes.ShutdownOfTheDead);
        try
        {
            await host.StopAsync(limit.Token).WaitAsync(ClusterTimes.ShutdownOfTheDead + TimeSpan.FromSeconds(1));
        }
        catch (TimeoutException exception)
        {
            throw new ClusterException("The silo had to be replaced and does not end, so that the process ends. Start it again.", exception);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // That it cannot say goodbye to the others is no wonder.
        }
    }

    private static SiloEndpoints EndpointsOf(IHost host)
    {
        var silo = host.Services.GetRequiredService<ILocalSiloDetails>();
        var http = host is WebApplication web ? new Uri(web.Urls.Single()) : null;
        return new SiloEndpoints(silo.SiloAddress.ToParsableString(), silo.GatewayAddress?.Endpoint, http);
    }

    [LoggerMessage(LogLevel.Information, "{Settings}")]
    private partial void LogSettings(string settings);

    [LoggerMessage(LogLevel.Information, "{What}")]
    private partial void LogWaits(string what);

    [LoggerMessage(LogLevel.Information, "Joins the cluster {Cluster}")]
    private partial void LogJoins(ClusterAddress cluster);

    [LoggerMessage(LogLevel.Warning, "{What}")]
    private partial void LogTls(string what);

    [LoggerMessage(LogLevel.Warning, "The silo could not join the cluster; tries again")]
    private partial void LogRetry(Exception exception);

    [LoggerMessage(LogLevel.Information, "Stops: lets its trainers finish their step, and leaves the cluster")]
    private partial void LogStops();

    [LoggerMessage(LogLevel.Warning, "The silo {Silo} cannot go on and is replaced: {Reason}")]
    private partial void LogFatal(string silo, string reason);
}
