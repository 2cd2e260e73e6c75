using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansDro.Dashboard.Sources;
using OrleansDro.Hosting.Cluster;
using OrleansDro.Hosting.Logging;

namespace OrleansDro.Hosting.Http;

/// <summary>Serves the page and the requests that read runs on 127.0.0.1, without a silo. Nothing can be changed through it.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    // Browsers that still show the page do not delay the end.
    private static readonly TimeSpan Shutdown = TimeSpan.FromSeconds(2);

    private readonly WebApplication _application;

    private PageServer(WebApplication application) => _application = application;

    /// <summary>Where it answers.</summary>
    public Uri Address => new(_application.Urls.First());

    /// <summary>Starts it.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <param name="mapMore">Maps further requests.</param>
    /// <exception cref="IOException">The port is in use.</exception>
    /// <exception cref="SocketException">The port cannot be used.</exception>
    public static async Task<PageServer> StartAsync(IRunSource runs, int port, Action<IEndpointRouteBuilder> mapMore)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddLines(LogLevel.Warning);
        builder.AddPages(new HttpApiOptions { Port = port, Token = null });
        builder.Services
            .AddSingleton(runs)
            .AddSingleton<IHostLifetime, NoLifetime>()
            .Configure<HostOptions>(host => host.ShutdownTimeout = Shutdown);
        var server = new PageServer(builder.Build());
        server._application.MapPages();
        mapMore(server._application);
        try
        {
            await server._application.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }
}
