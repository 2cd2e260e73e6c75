using System.Text.Json;

namespace OrleansDro.Cluster.Tests.Monitoring;

/// <summary>A dashboard for Grafana as it lies in the repository.</summary>
/// <param name="File">The name of its file.</param>
/// <param name="Root">Its JSON.</param>
internal sealed record Dashboard(string File, JsonElement Root)
{
    /// <summary>All dashboards.</summary>
    public static IReadOnlyList<Dashboard> All { get; } = Read();

    /// <summary>The panels that show something.</summary>
    public IEnumerable<JsonElement> Panels => Root.GetProperty("panels").EnumerateArray().Where(panel => Text(panel, "type") != "row");

    /// <summary>The queries of a panel, with what Grafana puts in for its variables.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="run">The run that is looked at.</param>
    /// <param name="job">The job under which silos are scraped.</param>
    public static IEnumerable<string> QueriesOf(JsonElement panel, string run, string job) => panel.GetProperty("targets").EnumerateArray().Select(target => Text(target, "expr")
        .Replace("$run", run, StringComparison.Ordinal)
        .Replace("$job", job, StringComparison.Ordinal)
        .Replace("$__rate_interval", "15s", StringComparison.Ordinal)
        .Replace("$__range", "10m", StringComparison.Ordinal));

    /// <summary>A text in a panel or another part; empty where there is none.</summary>
    public static string Text(JsonElement part, string name) => part.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private static Dashboard[] Read() =>
    [
        .. Directory.GetFiles(Path.Combine(Repository.Root, "dashboards", "grafana"), "*.json").Order(StringComparer.Ordinal)
            .Select(path => new Dashboard(Path.GetFileName(path), JsonDocument.Parse(System.IO.File.ReadAllText(path)).RootElement)),
    ];
}
