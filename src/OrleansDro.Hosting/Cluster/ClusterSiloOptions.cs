using System.Net;
using Microsoft.Extensions.DependencyInjection;
using OrleansDro.Grains;
using OrleansDro.Hosting.Http;

namespace OrleansDro.Hosting.Cluster;

/// <summary>How a silo takes part in a cluster.</summary>
public sealed record ClusterSiloOptions
{
    /// <summary>The cluster.</summary>
    public required ClusterAddress Cluster { get; init; }

    /// <summary>The silo's name, in logs and dashboards. Null: a random one.</summary>
    public string? Name { get; init; }

    /// <summary>The roles, devices and folders of the silo.</summary>
    public required NodeOptions Node { get; init; }

    /// <summary>The port for other silos. Default: 0, which picks a free port.</summary>
    public int SiloPort { get; init; }

    /// <summary>The port for clients. Default: 0, which picks a free port.</summary>
    public int GatewayPort { get; init; }

    /// <summary>
    /// The address at which other processes reach this silo. Default: 127.0.0.1; then the silo listens only there. With any other address it listens on all addresses of the
    /// machine: without <see cref="ClusterAddress.Tls"/> such a network must be private.
    /// </summary>
    public IPAddress AdvertisedAddress { get; init; } = IPAddress.Loopback;

    /// <summary>How the silo serves HTTP; null: no HTTP.</summary>
    public HttpApiOptions? Http { get; init; }

    /// <summary>The longest wait for Redis and for the cluster at the start, 10 ms to 24 h. Default: 30 s.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Adds services before those of OrleansDro, such as a <see cref="Learning.Configuration.LearningCatalog"/> with your own models.</summary>
    public Action<IServiceCollection>? ConfigureServices { get; init; }
}
