using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Serialization;
using Orleans.Storage;
using OrleansDro.Grains;
using OrleansDro.Hosting.Http;
using OrleansDro.Hosting.Logging;
using OrleansDro.Hosting.Telemetry;
using OrleansDro.Learning.Torch;

namespace OrleansDro.Hosting;

/// <summary>
/// A whole cluster in this process: one silo with all roles, reachable only from this machine. It needs no other software. The command line uses it by default.
/// </summary>
public sealed class EmbeddedCluster : IAsyncDisposable
{
    private readonly IHost _host;

    private EmbeddedCluster(IHost host) => _host = host;

    /// <summary>Gives the grains of the cluster.</summary>
    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>The address at which the cluster serves HTTP; null if it does not.</summary>
    public Uri? HttpAddress => _host is WebApplication web ? new Uri(web.Urls.Single()) : null;

    /// <summary>Starts the cluster.</summary>
    /// <param name="configureServices">
    /// Adds services before those of OrleansDro, such as a <see cref="Learning.Configuration.LearningCatalog"/> with your own models.
    /// </param>
    /// <param name="http">How the cluster serves HTTP; null: no HTTP.</param>
    /// <param name="devices">The devices, one for each trainer that can work at a time; null: one CPU.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="IOException">The HTTP port is in use.</exception>
    /// <exception cref="SocketException">The HTTP port cannot be used.</exception>
    public static async Task<EmbeddedCluster> StartAsync(
        Action<IServiceCollection>? configureServices = null, HttpApiOptions? http = null, IReadOnlyList<string>? devices = null, CancellationToken cancellationToken = default)
    {
        _ = TorchRuntime.Prepare();
        var node = new NodeOptions { AllowsAnyFolder = true };
        node = devices is null ? node : node with { Devices = devices };
        var cluster = new EmbeddedCluster(http is null ? Build(configureServices, node) : Build(configureServices, node, http));
        try
        {
            await cluster._host.StartAsync(cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the cluster.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static IHost Build(Action<IServiceCollection>? configureServices, NodeOptions node)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        Configure(builder, configureServices, node);
        builder.AddTelemetry(isScraped: false);
        return builder.Build();
    }

    private static WebApplication Build(Action<IServiceCollection>? configureServices, NodeOptions node, HttpApiOptions http)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        Configure(builder, configureServices, node);
        builder.AddHttpApi(http);
        builder.AddTelemetry(isScraped: true);
        var application = builder.Build();
        application.MapHttpApi();
        return application;
    }

    private static void Configure(IHostApplicationBuilder builder, Action<IServiceCollection>? configureServices, NodeOptions node)
    {
        configureServices?.Invoke(builder.Services);

        // The caller that started a run shows its progress.
        builder.Logging.AddLines(LogLevel.Warning);
        var (siloPort, _) = FreePorts.Pick();
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(siloPort, gatewayPort: 0) // no client of another process
            .AddMemoryGrainStorage(GrainServices.StorageName, storage => storage.Configure<Serializer>(
                (memory, serializer) => memory.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer)))
            .AddOrleansDroGrains(node));
    }
}
