using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;

namespace OrleansDro.Hosting.Tests.Telemetry;

/// <summary>Some of Orleans' metrics are told only once something went wrong. That the dashboard asks for them by their right names is seen here.</summary>
public sealed partial class InstrumentNamesTests
{
    [Fact]
    public async Task Dashboard_AsksForInstrumentsThatOrleansHas()
    {
        var instruments = new HashSet<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                lock (instruments)
                {
                    instruments.Add(Punctuation().Replace(instrument.Name, "_"));
                }
            },
        };
        listener.Start();
        await using var cluster = await EmbeddedCluster.StartAsync(_ => { }, cancellationToken: TestContext.Current.CancellationToken);
        var dashboard = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "dashboards", "grafana", "cluster.json"), TestContext.Current.CancellationToken);
        var asked = Metric().Matches(dashboard).Select(match => match.Groups["name"].Value).Distinct().ToArray();
        Assert.Contains("orleans_app_requests_timedout", asked);
        lock (instruments)
        {
            Assert.All(asked, name => Assert.Contains(name, instruments));
        }
    }

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex Punctuation();

    /// <summary>A metric's name, less what the exporter adds to that of its instrument.</summary>
    [GeneratedRegex(@"\b(?<name>orleans_\w+?)(_milliseconds|_bytes)?(_total|_sum|_count|_bucket)?\b")]
    private static partial Regex Metric();
}
