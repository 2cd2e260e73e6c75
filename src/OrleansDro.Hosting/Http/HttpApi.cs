using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Dashboard;
using OrleansDro.Dashboard;
using OrleansDro.Hosting.Telemetry;
using OrleansDro.Learning;

namespace OrleansDro.Hosting.Http;

/// <summary>The HTTP interface of a silo: ask about runs and their cases, change cases, health.</summary>
internal static class HttpApi
{
    private const long LargestBody = 4 << 20;

    /// <summary>Adds the web server and what the endpoints need.</summary>
    /// <exception cref="InvalidInputException">Other machines could reach it without a token, no header can carry the token, or a host is not a valid name.</exception>
    public static void AddHttpApi(this WebApplicationBuilder builder, HttpApiOptions options)
    {
        options.Check();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Listen(options.Address, options.Port);
        });

        // A page in a browser can make its own name resolve to this address; the Host header gives it away.
        builder.Services.Configure<HostFilteringOptions>(filter =>
        {
            filter.AllowedHosts = options.AllowedHosts();
            filter.AllowEmptyHosts = false;
        });
        // That keys are kept unencrypted says nothing here: they are in memory only.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.Services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        builder.Services
            .AddSingleton(options)
            .AddRouting()
            .AddSiloPage()
            .AddProblemDetails()
            .AddExceptionHandler<ApiExceptionHandler>()
            .AddHealthChecks().AddCheck<SiloHealth>(HealthEndpoints.Silo);
    }

    /// <summary>Puts the endpoints in place.</summary>
    public static void MapHttpApi(this WebApplication application)
    {
        application.UseHostFiltering();
        application.UseExceptionHandler();
        application.UseStatusCodePages();
        application.MapHealth();
        application.MapFleet();
        application.MapRuns();
        application.MapMetrics();
        application.MapSiloPage();
        if (application.Services.GetRequiredService<HttpApiOptions>().OrleansDashboard)
        {
            application.MapOrleansDashboard("/dashboard");
        }
    }
}
