using OrleansDro.Abstractions.Results;
using OrleansDro.Robustness.Metrics;

namespace OrleansDro.Cli.Reporting.Files;

/// <summary>A <see cref="TailReport"/> as one flat object for <c>summary.json</c>.</summary>
internal sealed record TailStatistics(
    string Metric,
    int Count,
    double Mean,
    double Min,
    double P5,
    double P10,
    double P25,
    double P50,
    double P75,
    double P90,
    double P95,
    double P99,
    double Max,
    double Cvar90,
    double Cvar95,
    double Cvar99,
    GroupSummary? WorstGroup,
    IReadOnlyList<GroupSummary> Groups)
{
    public static TailStatistics? From(TailReport? report)
    {
        if (report is null)
        {
            return null;
        }

        var summary = report.Summary;
        return new TailStatistics(
            report.Metric,
            summary.Count,
            summary.Mean,
            summary.Min,
            summary.P5,
            summary.P10,
            summary.P25,
            summary.P50,
            summary.P75,
            summary.P90,
            summary.P95,
            summary.P99,
            summary.Max,
            summary.Cvar90,
            summary.Cvar95,
            summary.Cvar99,
            report.WorstGroup,
            report.Groups);
    }

    /// <summary>The report that the object was made of.</summary>
    public TailReport ToReport() => new(Metric, new TailSummary(Count, Mean, Min, P5, P10, P25, P50, P75, P90, P95, P99, Max, Cvar90, Cvar95, Cvar99), Groups ?? []);
}
