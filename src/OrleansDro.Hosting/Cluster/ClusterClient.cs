using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Hosting.Cluster;

/// <summary>A client of a cluster: calls its grains from outside.</summary>
public sealed class ClusterClient : IAsyncDisposable
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(500);
    private readonly IHost _host;

    private ClusterClient(IHost host) => _host = host;

    /// <summary>Gives the grains of the cluster.</summary>
    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Connects to a silo of the cluster.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="timeout">The longest wait for Redis, and then for a silo.</param>
    /// <param name="report">Is called with a sentence when the client waits, and when it refuses a silo.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="ClusterException">Redis or the cluster does not answer, or refuses the client.</exception>
    /// <exception cref="InvalidInputException">A file of TLS cannot be used.</exception>
    public static async Task<ClusterClient> ConnectAsync(ClusterAddress cluster, TimeSpan timeout, Action<string>? report = null, CancellationToken cancellationToken = default)
    {
        var tls = MutualTls.Open(cluster.Tls, text => report?.Invoke(text));
        await RedisWait.WaitAsync(cluster.Redis, timeout, text => report?.Invoke(text), cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        var retries = new RetryFilter(cluster, tls, text => report?.Invoke(text), limit.Token);
        var client = new ClusterClient(Build(cluster, tls, retries));
        try
        {
            await client._host.StartAsync(limit.Token).WaitAsync(limit.Token);
            return client;
        }
        catch (Exception exception)
        {
            client._host.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            if (tls?.Refusal is { } refusal)
            {
                throw new ClusterException($"No silo of the cluster {cluster} could be trusted. {refusal}", exception);
            }

            var remedy = retries.HasFoundSilos ? MutualTls.Hint(tls) : "Start one with 'orleansdro silo', or select another cluster.";
            throw new ClusterException(FormattableString.Invariant($"No silo of the cluster {cluster} answered within {timeout.TotalSeconds:0.#} s. {remedy}"), exception);
        }
    }

    /// <summary>Disconnects from the cluster; its runs continue.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static IHost Build(ClusterAddress cluster, MutualTls? tls, RetryFilter retries)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());

        // The caller receives failures as exceptions.
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(identity => (identity.ClusterId, identity.ServiceId) = (cluster.Name, cluster.ServiceId))
                .Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = ClusterTimes.GatewayRefresh)
                .Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = ClusterTimes.Response)
                .UseRedisClustering(clustering => clustering.ConfigurationOptions = cluster.Redis.ToOptions())
                .UseConnectionRetryFilter(retries);
            if (tls is not null)
            {
                client.UseTls(tls.Configure);
            }
        });
        return builder.Build();
    }

    private sealed class RetryFilter(ClusterAddress cluster, MutualTls? tls, Action<string> report, CancellationToken limit) : IClientConnectionRetryFilter
    {
        private bool _isReported;

        /// <summary>Whether silos were found, which refused the client.</summary>
        public bool HasFoundSilos { get; private set; }

        public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
        {
            HasFoundSilos = exception is not SiloUnavailableException;
            if (tls?.Refusal is not null)
            {
                return false;
            }

            if (!_isReported)
            {
                _isReported = true;
                report($"Waiting for a silo of the cluster {cluster}");
            }

            await Task.Delay(RetryInterval, CancellationToken.None);
            return !limit.IsCancellationRequested;
        }
    }
}
