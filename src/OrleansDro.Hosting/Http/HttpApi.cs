using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Dashboard;
using OrleansDro.Dashboard;
using OrleansDro.Dashboard.Sources;
using OrleansDro.Hosting.Telemetry;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Hosting.Http;

/// <summary>The HTTP interface of a silo: runs, their cases, changes of cases, health.</summary>
internal static class HttpApi
{
    private const long LargestBody = 4 << 20;

    /// <summary>Adds the web server and the services of the endpoints of a silo.</summary>
    /// <exception cref="InvalidInputException">Other machines could reach it without a token, no header can carry the token, or a host is not a valid name.</exception>
    public static void AddHttpApi(this WebApplicationBuilder builder, HttpApiOptions options)
    {
        builder.AddPages(options);
        builder.Services.AddSingleton<IRunSource, ClusterRuns>().AddHealthChecks().AddCheck<SiloHealth>(HealthEndpoints.Silo);
    }

    /// <summary>Adds the web server and the services of what can be read of runs. The caller adds their <see cref="IRunSource"/>.</summary>
    /// <exception cref="InvalidInputException">Other machines could reach it without a token, no header can carry the token, or a host is not a valid name.</exception>
    public static void AddPages(this WebApplicationBuilder builder, HttpApiOptions options)
    {
        options.Check();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Listen(options.Address, options.Port);
        });

        // Against DNS rebinding: a page in a browser can make its own name resolve to this address, but sends that name in the Host header.
        builder.Services.Configure<HostFilteringOptions>(filter =>
        {
            filter.AllowedHosts = options.AllowedHosts();
            filter.AllowEmptyHosts = false;
        });
        // The warning that keys are not encrypted does not apply: they are only in memory.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);

        // A browser has one set of cookies for all ports of a host: it sends those of a process before, which are replaced.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Critical);
        builder.Services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        builder.Services
            .AddSingleton(options)
            .AddRouting()
            .AddSiloPage()
            .AddProblemDetails()
            .AddApiDescription()
            .AddExceptionHandler<ApiExceptionHandler>();
    }

    /// <summary>Maps the page and the endpoints that read runs.</summary>
    public static void MapPages(this WebApplication application)
    {
        application.UseHostFiltering();
        application.UseExceptionHandler();
        application.UseStatusCodePages();
        application.MapFleet();
        application.MapRuns();
        application.MapSiloPage();
    }

    /// <summary>Maps the endpoints of a silo.</summary>
    public static void MapHttpApi(this WebApplication application)
    {
        application.MapPages();
        application.MapChanges();
        application.MapControl();
        application.MapHealth();
        application.MapMetrics();
        application.MapOpenApi();
        if (application.Services.GetRequiredService<HttpApiOptions>().OrleansDashboard)
        {
            application.MapOrleansDashboard("/dashboard");
        }
    }
}
