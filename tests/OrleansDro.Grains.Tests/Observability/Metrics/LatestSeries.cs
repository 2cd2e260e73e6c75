using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace OrleansDro.Grains.Tests.Observability.Metrics;

/// <summary>The series that OpenTelemetry told last.</summary>
internal sealed class LatestSeries : BaseExporter<Metric>
{
    private readonly Dictionary<string, HashSet<string>> _runs = [];

    /// <summary>The runs of which an instrument told something.</summary>
    public IReadOnlyCollection<string> RunsOf(string instrument) => _runs.GetValueOrDefault(instrument) ?? [];

    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Metric> batch)
    {
        _runs.Clear();
        foreach (var metric in batch)
        {
            // A meter that was just begun anew tells its instruments beside those before.
            var runs = _runs[metric.Name] = _runs.GetValueOrDefault(metric.Name) ?? [];
            foreach (ref readonly var point in metric.GetMetricPoints())
            {
                foreach (var tag in point.Tags)
                {
                    if (tag.Key == "run")
                    {
                        runs.Add((string)tag.Value!);
                    }
                }
            }
        }

        return ExportResult.Success;
    }
}
