using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using OrleansDro.Learning;

namespace OrleansDro.Hosting.Cluster;

/// <summary>A client of a cluster: asks its grains from outside.</summary>
public sealed class ClusterClient : IAsyncDisposable
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(500);
    private readonly IHost _host;

    private ClusterClient(IHost host) => _host = host;

    /// <summary>Gives the grains of the cluster.</summary>
    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Connects to a silo of the cluster.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="patience">How long to wait for Redis, and then for a silo.</param>
    /// <param name="tell">Is told what is waited for.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="ClusterException">Redis or the cluster does not answer, or does not let the client in.</exception>
    /// <exception cref="InvalidInputException">A file of TLS cannot be used.</exception>
    public static async Task<ClusterClient> ConnectAsync(ClusterAddress cluster, TimeSpan patience, Action<string>? tell = null, CancellationToken cancellationToken = default)
    {
        var tls = MutualTls.Open(cluster.Tls, text => tell?.Invoke(text));
        await RedisWait.WaitAsync(cluster.Redis, patience, text => tell?.Invoke(text), cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        var retries = new RetryFilter(cluster, tls, text => tell?.Invoke(text), limit.Token);
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

            var remedy = retries.HasFoundSilos ? MutualTls.Hint(tls) : "Start one with 'orleansdro silo', or name another cluster.";
            throw new ClusterException(FormattableString.Invariant($"No silo of the cluster {cluster} answered within {patience.TotalSeconds:0.#} s. {remedy}"), exception);
        }
    }

    /// <summary>Leaves the cluster; what it was asked to do goes on.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static IHost Build(ClusterAddress cluster, MutualTls? tls, RetryFilter retries)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());

        // What goes wrong is thrown at the caller.
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

    private sealed class RetryFilter(ClusterAddress cluster, MutualTls? tls, Action<string> tell, CancellationToken limit) : IClientConnectionRetryFilter
    {
        private bool _isTold;

        /// <summary>Whether there were silos that did not let the client in.</summary>
        public bool HasFoundSilos { get; private set; }

        public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
        {
            HasFoundSilos = exception is not SiloUnavailableException;
            if (tls?.Refusal is not null)
            {
                return false;
            }

            if (!_isTold)
            {
                _isTold = true;
                tell($"Waits for a silo of the cluster {cluster}");
            }

            await Task.Delay(RetryInterval, CancellationToken.None);
            return !limit.IsCancellationRequested;
        }
    }
}
