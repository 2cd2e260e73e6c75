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

    /// <summary>What the silo is for.</summary>
    public required NodeOptions Node { get; init; }

    /// <summary>The port for other silos. Default 0: a free one.</summary>
    public int SiloPort { get; init; }

    /// <summary>The port for clients. Default 0: a free one.</summary>
    public int GatewayPort { get; init; }

    /// <summary>
    /// The address under which others reach this silo. Default 127.0.0.1, and then the silo listens there only; with any other it listens on all addresses of the
    /// machine: without <see cref="ClusterAddress.Tls"/> such a network must be private.
    /// </summary>
    public IPAddress AdvertisedAddress { get; init; } = IPAddress.Loopback;

    /// <summary>How the silo answers over HTTP; null: it does not.</summary>
    public HttpApiOptions? Http { get; init; }

    /// <summary>How long a start waits for Redis and for the cluster. Default 30 s.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Adds services before those of OrleansDro, such as a <see cref="Learning.Configuration.LearningCatalog"/> with models of your own.</summary>
    public Action<IServiceCollection>? ConfigureServices { get; init; }
}
