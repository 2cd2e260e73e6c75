using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Serialization;
using Orleans.Storage;
using OrleansDro.Grains;
using OrleansDro.Hosting.Http;
using OrleansDro.Hosting.Logging;
using OrleansDro.Hosting.Telemetry;

namespace OrleansDro.Hosting.Cluster;

/// <summary>Builds the host of one silo of a cluster.</summary>
internal static class SiloHost
{
    private const int ConnectionsPerEndpoint = 4;

    /// <summary>Builds it.</summary>
    /// <param name="options">The options of the user, with ports that are picked already.</param>
    /// <param name="tls">TLS of the connections; null: no TLS.</param>
    /// <param name="fatalError">Is notified when the silo has failed.</param>
    public static IHost Build(ClusterSiloOptions options, MutualTls? tls, FatalErrorSignal fatalError)
    {
        if (options.Http is not { } http)
        {
            var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
            Configure(builder, options, tls, fatalError);
            builder.AddTelemetry(isScraped: false);
            return builder.Build();
        }

        var web = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        Configure(web, options, tls, fatalError);
        web.AddHttpApi(http);
        web.AddTelemetry(isScraped: true);
        var application = web.Build();
        application.MapHttpApi();
        return application;
    }

    private static void Configure(IHostApplicationBuilder builder, ClusterSiloOptions options, MutualTls? tls, FatalErrorSignal fatalError)
    {
        builder.Logging.AddLines();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ClusterTimes.Shutdown);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        options.ConfigureServices?.Invoke(builder.Services);
        builder.Services.AddSingleton<IFatalErrorHandler>(fatalError);
        builder.UseOrleans(silo => Configure(silo, options, tls));
        builder.Services.AddHostedService<MembershipLog>().AddHostedService<MembershipGuard>();
    }

    private static void Configure(ISiloBuilder silo, ClusterSiloOptions options, MutualTls? tls)
    {
        var cluster = options.Cluster;

        // Clients connect to long-lived silos: a client whose gateway is suspended would hang with it.
        var gatewayPort = options.Node.Roles.HasFlag(NodeRoles.Control) ? options.GatewayPort : 0;
        silo.Configure<ClusterOptions>(identity => (identity.ClusterId, identity.ServiceId) = (cluster.Name, cluster.ServiceId))
            .ConfigureEndpoints(options.AdvertisedAddress, options.SiloPort, gatewayPort, listenOnAnyHostAddress: !IPAddress.IsLoopback(options.AdvertisedAddress))
            .Configure<SiloOptions>(identity => identity.SiloName = options.Name ?? identity.SiloName)
            .Configure<ClusterMembershipOptions>(ClusterTimes.Configure)
            .Configure<ConnectionOptions>(connections => connections.ConnectionsPerEndpoint = ConnectionsPerEndpoint) // gradients must not delay small messages
            .Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = ClusterTimes.Response)
            .UseRedisClustering(clustering => clustering.ConfigurationOptions = cluster.Redis.ToOptions())
            .AddRedisGrainStorage(GrainServices.StorageName, storage => storage.Configure<IServiceProvider>((redis, services) =>
            {
                redis.ConfigurationOptions = cluster.Redis.ToOptions();
                redis.DeleteStateOnClear = true;
                redis.GrainStorageSerializer = new OrleansGrainStorageSerializer(services.GetRequiredService<Serializer>());
            }))
            .AddOrleansDroGrains(options.Node);
        if (tls is not null)
        {
            silo.UseTls(tls.Configure);
        }

        if (options.Http is { OrleansDashboard: true })
        {
            silo.AddDashboard(dashboard => dashboard.HideTrace = true);
        }

        // With Orleans' default directory the survivors drop more than half of their grains when a silo dies. This one keeps them; but by default it also withholds the dead
        // silo's grains for RangeLeaseDuration less the time of its detection (26 s by default with probes as fast as these). The lease guards against two activations of
        // a grain if a silo is declared dead by mistake. Our grains tolerate that: calls of an evicted silo have an old generation or step, and are ignored.
#pragma warning disable ORLEANSEXP003 // experimental; the only directory that keeps the survivors' grains
        silo.AddDistributedGrainDirectory();
        silo.Configure<GrainDirectoryOptions>(directory => directory.RangeLeaseDuration = TimeSpan.Zero);
#pragma warning restore ORLEANSEXP003
    }
}
