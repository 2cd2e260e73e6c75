using OrleansDro.Abstractions.Results;
using OrleansDro.Robustness.Metrics;

namespace OrleansDro.Grains.Validation;

/// <summary>Summarizes numbers over cases and their groups.</summary>
internal static class TailReports
{
    /// <summary>The scores of validation cases; null if there are none.</summary>
    /// <param name="evaluations">The predictions.</param>
    /// <param name="isSegmentation">Whether the score is Dice, else it is accuracy.</param>
    public static TailReport? OfScores(IEnumerable<CaseEvaluation> evaluations, bool isSegmentation) =>
        Of(isSegmentation ? "dice" : "accuracy", WorstTail.Low, evaluations, entry => entry.Score, entry => entry.Group);

    /// <summary>The finite losses of validation cases; null if there are none.</summary>
    public static TailReport? OfLosses(IEnumerable<CaseEvaluation> evaluations) =>
        Of("loss", WorstTail.High, evaluations.Where(entry => double.IsFinite(entry.Loss)), entry => entry.Loss, entry => entry.Group);

    /// <summary>The latest losses of training cases that take part; null if there are none.</summary>
    public static TailReport? OfTrainingLosses(IEnumerable<CaseHardness> cases) =>
        Of("loss", WorstTail.High, cases.Where(entry => !double.IsNaN(entry.Loss) && !entry.Quarantined && !entry.Removed), entry => entry.Loss, entry => entry.Group);

    private static TailReport? Of<T>(string metric, WorstTail worst, IEnumerable<T> entries, Func<T, double> value, Func<T, string?> group)
    {
        var all = entries.ToArray();
        if (all.Length == 0)
        {
            return null;
        }

        var groups = all.GroupBy(group, value)
            .Select(members => members.Key is { } name ? new GroupSummary(name, members.Count(), members.Average()) : null)
            .OfType<GroupSummary>()
            .OrderBy(summary => worst == WorstTail.Low ? summary.Mean : -summary.Mean);
        return new TailReport(metric, TailSummary.Of(Array.ConvertAll(all, entry => value(entry)), worst), [.. groups]);
    }
}
