using OrleansDro.Abstractions.Runs;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Metrics;
using OrleansDro.Robustness.Objectives;

namespace OrleansDro.Grains.Sampling;

/// <summary>Makes the loss statistics of a step from the cases' records.</summary>
internal static class StatisticsOfLosses
{
    /// <summary>Summarises the cases that have a loss.</summary>
    /// <returns>The statistics, or null where no case has a loss.</returns>
    public static LossStatistics? Compute(long step, double seconds, double drawnLoss, CaseRecord[] records, double beta)
    {
        var losses = records.Where(record => record.Status == CaseStatus.Seen).Select(record => record.Loss).ToArray();
        if (losses.Length == 0)
        {
            return null;
        }

        var probabilities = new double[losses.Length];
        RobustObjective.Probabilities(losses, beta, probabilities);
        return new LossStatistics
        {
            Step = step,
            Seconds = seconds,
            DrawnLoss = drawnLoss,
            Losses = TailSummary.Of(losses, WorstTail.High),
            Objective = RobustObjective.Value(losses, beta),
            EffectiveSampleSize = Divergence.EffectiveSampleSize(probabilities),
            KullbackLeibler = Divergence.KullbackLeibler(probabilities),
            SeenCases = records.Count(record => record.Visits > 0),
            QuarantinedCases = records.Count(record => record.Status == CaseStatus.Quarantined),
        };
    }
}
