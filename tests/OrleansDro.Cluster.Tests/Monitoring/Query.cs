using System.Text.RegularExpressions;
using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.Cluster.Tests.Monitoring;

/// <summary>A question to Prometheus that must have an answer.</summary>
/// <param name="Expression">In PromQL.</param>
/// <param name="Labels">What the answer must be told apart by.</param>
internal sealed partial record Query(string Expression, params IReadOnlyList<string> Labels)
{
    /// <summary>Without what a panel shows where there is nothing, such as 0 for errors that never happened: that would hide a wrong name.</summary>
    public Query Strict => this with { Expression = Fallback().Replace(Expression, "") };

    /// <summary>Asks.</summary>
    /// <returns>Whether there is an answer with all labels that is a number.</returns>
    public async Task<bool> IsAnsweredAsync(PrometheusServer prometheus, CancellationToken cancellationToken) =>
        (await prometheus.QueryAsync(Expression, cancellationToken)).Any(sample => !double.IsNaN(sample.Value) && Labels.All(sample.Labels.ContainsKey));

    /// <inheritdoc/>
    public override string ToString() => Labels.Count > 0 ? $"{Expression} by {string.Join(", ", Labels)}" : Expression;

    [GeneratedRegex(@" or (vector\(0\)|sum by \(instance\) \(0 \* up\{[^}]*\}\))$")]
    private static partial Regex Fallback();
}
