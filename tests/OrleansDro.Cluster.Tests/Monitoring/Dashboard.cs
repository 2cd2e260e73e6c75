using System.Text.Json;
using System.Text.RegularExpressions;

namespace OrleansDro.Cluster.Tests.Monitoring;

/// <summary>A dashboard for Grafana as it lies in the repository.</summary>
/// <param name="File">The name of its file.</param>
/// <param name="Root">Its JSON.</param>
internal sealed partial record Dashboard(string File, JsonElement Root)
{
    /// <summary>All dashboards.</summary>
    public static IReadOnlyList<Dashboard> All { get; } = Read();

    /// <summary>The panels that show something, also those that a row folds away.</summary>
    public IEnumerable<JsonElement> Panels => Rows.SelectMany(row => row.GetProperty("panels").EnumerateArray()).Concat(Root.GetProperty("panels").EnumerateArray().Where(panel => !IsRow(panel)));

    /// <summary>The rows that panels stand under.</summary>
    public IEnumerable<JsonElement> Rows => Root.GetProperty("panels").EnumerateArray().Where(IsRow);

    /// <summary>The queries of a panel, with what Grafana puts in for its variables.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="run">The run that is looked at.</param>
    /// <param name="job">The job under which silos are scraped.</param>
    /// <returns>What they ask, with the labels that the legend names.</returns>
    public static IEnumerable<Query> QueriesOf(JsonElement panel, string run, string job) => panel.GetProperty("targets").EnumerateArray().Select(target => new Query(
        Text(target, "expr")
            .Replace("$run", run, StringComparison.Ordinal)
            .Replace("$job", job, StringComparison.Ordinal)
            .Replace("$__rate_interval", "15s", StringComparison.Ordinal)
            .Replace("$__range", "10m", StringComparison.Ordinal),
        [.. LabelInLegend().Matches(Text(target, "legendFormat")).Select(match => match.Groups["label"].Value)]));

    /// <summary>A text in a panel or another part; empty where there is none.</summary>
    public static string Text(JsonElement part, string name) => part.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private static bool IsRow(JsonElement panel) => Text(panel, "type") == "row";

    private static Dashboard[] Read() =>
    [
        .. Directory.GetFiles(Path.Combine(Repository.Root, "dashboards", "grafana"), "*.json").Order(StringComparer.Ordinal)
            .Select(path => new Dashboard(Path.GetFileName(path), JsonDocument.Parse(System.IO.File.ReadAllText(path)).RootElement)),
    ];

    [GeneratedRegex(@"\{\{\s*(?<label>\w+)\s*\}\}")]
    private static partial Regex LabelInLegend();
}
