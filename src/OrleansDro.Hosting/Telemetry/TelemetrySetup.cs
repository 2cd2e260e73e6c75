using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using OrleansDro.Grains.Observability;

namespace OrleansDro.Hosting.Telemetry;

/// <summary>
/// Exports the telemetry of a silo: its metrics on <c>/metrics</c> if it serves HTTP, and metrics and spans by OTLP if the environment names a collector
/// (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and the other variables of the OpenTelemetry specification). Each step is a trace, which contains Orleans' calls from silo to silo.
/// </summary>
internal static class TelemetrySetup
{
    private const string VariablePrefix = "OTEL_";
    private const string CollectorVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string SamplerVariable = "OTEL_TRACES_SAMPLER";
    private const string OrleansMeter = "Microsoft.Orleans";
    private const string RuntimeMeter = "System.Runtime";

    private static readonly string[] OrleansSources = ["Microsoft.Orleans.Application", "Microsoft.Orleans.Runtime", "Microsoft.Orleans.Lifecycle", "Microsoft.Orleans.Storage"];

    /// <summary>Adds the collection and export of metrics and spans.</summary>
    /// <param name="builder">The silo's host.</param>
    /// <param name="isScraped">Whether the silo serves HTTP.</param>
    public static void AddTelemetry(this IHostApplicationBuilder builder, bool isScraped)
    {
        // The host reads only these variables, so that no other variable changes it by accident.
        var variables = new ConfigurationBuilder().AddEnvironmentVariables().Build().AsEnumerable().Where(variable => variable.Key.StartsWith(VariablePrefix, StringComparison.Ordinal));
        builder.Configuration.AddInMemoryCollection(variables);
        var isSent = !string.IsNullOrEmpty(builder.Configuration[CollectorVariable]);
        if (!isScraped && !isSent)
        {
            return;
        }

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("orleansdro"))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(TelemetryNames.Meter, OrleansMeter, RuntimeMeter);
                if (isScraped)
                {
                    metrics.AddPrometheusExporter(prometheus => prometheus.ScopeInfoEnabled = false);
                }

                if (isSent)
                {
                    metrics.AddOtlpExporter();
                }
            });
        if (isSent)
        {
            builder.UseOrleans(silo => silo.AddActivityPropagation());
            telemetry.WithTracing(tracing =>
            {
                tracing.AddSource(TelemetryNames.ActivitySource).AddSource(OrleansSources).AddOtlpExporter();
                if (string.IsNullOrEmpty(builder.Configuration[SamplerVariable]))
                {
                    tracing.SetSampler(new ParentBasedSampler(new StepSampler()));
                }
            });
        }
    }

    /// <summary>Maps <c>/metrics</c>.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder endpoints) => endpoints.MapPrometheusScrapingEndpoint();
}
