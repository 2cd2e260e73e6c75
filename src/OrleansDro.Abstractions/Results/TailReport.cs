using OrleansDro.Robustness.Metrics;

namespace OrleansDro.Abstractions.Results;

/// <summary>A number over all cases: its tail, and its groups with the worst one first.</summary>
/// <param name="Metric"><c>loss</c>, <c>dice</c> or <c>accuracy</c>.</param>
/// <param name="Summary">Mean, percentiles, CVaR; which end is the worst is the summary's own.</param>
/// <param name="Groups">Groups, worst first; empty where cases have none.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.TailReport")]
public sealed record TailReport([property: Id(0)] string Metric, [property: Id(1)] TailSummary Summary, [property: Id(2)] IReadOnlyList<GroupSummary> Groups)
{
    /// <summary>The group with the worst mean, or null where cases have no groups.</summary>
    public GroupSummary? WorstGroup => Groups.Count > 0 ? Groups[0] : null;
}
