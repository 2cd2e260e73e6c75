using System.Collections.Concurrent;
using System.Net;
using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Hosting.Tests.Telemetry;

/// <summary>A silo sends what it measures to a collector that the environment names.</summary>
public sealed class CollectorTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task CollectorInTheEnvironment_GetsMetricsAndSpans()
    {
        using var collector = new HttpListener();
        var port = FreePorts.Pick().Silo;
        collector.Prefixes.Add($"http://127.0.0.1:{port}/");
        collector.Start();
        var received = new ConcurrentDictionary<string, string>();
        var listening = ListenAsync(collector, received);
        var variables = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{port}",
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "500",
        };
        foreach (var (name, value) in variables)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        try
        {
            await using var cluster = await EmbeddedCluster.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
            var spec = ServerFixture.Spec("sent", steps: 20) with { Data = new ComponentSpec("phantom", """{"size": 12, "trainingCases": 8, "validationCases": 2}""") };
            await cluster.Grains.GetGrain<IRunGrain>("sent").Start(new RunStart { Spec = spec });
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            limit.CancelAfter(Limit);

            // Names are texts in the messages, whatever stands around them.
            while (!Has("/v1/metrics", "orleansdro.step", "orleansdro.loss", "sent") || !Has("/v1/traces", "step", "draw", "report", "orleansdro"))
            {
                await Task.Delay(50, limit.Token);
            }
        }
        finally
        {
            foreach (var name in variables.Keys)
            {
                Environment.SetEnvironmentVariable(name, null);
            }

            collector.Stop();
            await listening;
        }

        bool Has(string path, params string[] texts) => received.TryGetValue(path, out var all) && texts.All(text => all.Contains(text, StringComparison.Ordinal));
    }

    private static async Task ListenAsync(HttpListener collector, ConcurrentDictionary<string, string> received)
    {
        while (collector.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await collector.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var reader = new StreamReader(context.Request.InputStream, System.Text.Encoding.Latin1);
            var text = await reader.ReadToEndAsync();
            received.AddOrUpdate(context.Request.Url!.AbsolutePath, text, (_, before) => before + text);
            context.Response.ContentType = "application/x-protobuf";
            context.Response.Close();
        }
    }
}
