using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Specs;

namespace OrleansDro.Grains.Runs;

/// <summary>Ends a run before its last step if its validations do not get better.</summary>
internal static class EarlyStop
{
    /// <summary>Whether the latest validations were no better than an earlier one, as often as the spec's patience allows.</summary>
    /// <param name="validation">The spec's part about validation; null if it has none.</param>
    /// <param name="points">The validations so far, by steps.</param>
    public static bool IsDue(ValidationSpec? validation, IReadOnlyList<ValidationPoint> points) =>
        validation is { Patience: > 0 and var patience, Best: var statistic }
        && ValidationPoint.BestOf(points, statistic) is { } best
        && points.Count(point => point.Steps > best.Steps) >= patience;
}
