#!/usr/bin/env bash
# OpenTelemetry's Prometheus exporter: a new gauge of one library makes the counter of another vanish from /metrics.
#
# Library A counts with a counter `jobs`, which is exported as jobs_total. Later library B, under a meter of its own,
# records an up-down counter `jobs.total`. In the text format both map to the family jobs_total, one as a counter and
# one as a gauge. One expects that the later one is refused, or that both are shown, since the label otel_scope_name
# tells them apart. Instead the exporter leaves out the whole family, so the counter that was in the last scrape is
# gone as well: its series ends, and an alert on it goes quiet. The scrape still answers 200, and the log of the
# application says nothing; only an EventSource does. It also depends on the reader: if the Accept header asks for
# OpenMetrics, the families are named jobs and jobs_total, and both are there. So a server that asks for OpenMetrics
# shows what curl, or an agent that reads the text format, does not. The specification of OpenTelemetry ("Prometheus
# and OpenMetrics Compatibility") requires that conflicting types are dropped and asks for a warning; the surprise is
# that the older counter goes too, that one of two formats shows both, and that the warning does not reach the log.
#
# Seen with: OpenTelemetry.Exporter.Prometheus.AspNetCore 1.20.1-beta.1, OpenTelemetry.Extensions.Hosting 1.20.1, .NET 10.
# Needs: the .NET SDK 10. Exit code: 0 if it is as described, 1 if it has changed, 2 if it could not be run.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export NUGET_PACKAGES="$work/packages" DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
cd "$work"

cat > finding.csproj <<'END'
<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="OpenTelemetry.Exporter.Prometheus.AspNetCore" Version="1.20.1-beta.1" />
    <PackageReference Include="OpenTelemetry.Extensions.Hosting" Version="1.20.1" />
  </ItemGroup>
</Project>
END

cat > Program.cs <<'END'
using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

var builder = WebApplication.CreateBuilder();
var logged = new CountingLogs();
builder.Logging.ClearProviders().AddProvider(logged).AddFilter(level => level >= LogLevel.Warning);
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics
    .AddMeter("A", "B").AddPrometheusExporter(options => options.ScrapeResponseCacheDurationMilliseconds = 0));
await using var app = builder.Build();
app.MapPrometheusScrapingEndpoint();
await app.StartAsync();
using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

using var a = new Meter("A");
using var b = new Meter("B");
a.CreateCounter<long>("jobs").Add(3);
await Scrape("before, text", "text/plain");
b.CreateUpDownCounter<long>("jobs.total").Add(9);
await Scrape("after, text", "text/plain");
await Scrape("after, OpenMetrics", "application/openmetrics-text;version=1.0.0");
Console.WriteLine($"warnings in the log: {logged.Count}");

async Task Scrape(string when, string format)
{
    using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
    request.Headers.TryAddWithoutValidation("Accept", format);
    using var response = await http.SendAsync(request);
    var lines = (await response.Content.ReadAsStringAsync()).Split('\n').Where(line => line.StartsWith("jobs_total")).ToArray();
    Console.WriteLine($"{when}: {(int)response.StatusCode}, {(lines.Length == 0 ? "nothing" : string.Join(", ", lines))}");
}

class CountingLogs : ILoggerProvider, ILogger
{
    public int Count;
    public ILogger CreateLogger(string category) => this;
    public IDisposable BeginScope<T>(T state) => null;
    public bool IsEnabled(LogLevel level) => true;
    public void Log<T>(LogLevel level, EventId id, T state, Exception error, Func<T, Exception, string> text) => Interlocked.Increment(ref Count);
    public void Dispose() { }
}
END

cat > expected <<'END'
before, text: 200, jobs_total{otel_scope_name="A"} 3
after, text: 200, nothing
after, OpenMetrics: 200, jobs_total{otel_scope_name="A"} 3, jobs_total{otel_scope_name="B"} 9
warnings in the log: 0
END

dotnet build -c Release -o out > build.log 2>&1 || { cat build.log >&2; exit 2; }
dotnet out/finding.dll > seen || { echo "The program failed." >&2; exit 2; }
cat seen
diff expected seen || { echo "changed: the exporter treats the conflict in another way"; exit 1; }
echo "as described: the gauge took the counter out of the text format, OpenMetrics has both, and no log says so"
