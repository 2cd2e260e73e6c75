using OrleansDro.Abstractions.Results;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Metrics;
using OrleansDro.Robustness.Objectives;

namespace OrleansDro.Grains.Sampling.Steps;

/// <summary>Computes the loss statistics of a step from the records of the cases.</summary>
internal static class LossStatisticsCalculator
{
    private const double Tail = 95;

    /// <summary>Summarizes the cases that have a loss; there is at least one.</summary>
    /// <param name="step">The last committed step.</param>
    /// <param name="seconds">Seconds of training so far.</param>
    /// <param name="window">The losses that were reported since the previous statistics.</param>
    /// <param name="records">The records of all cases.</param>
    /// <param name="beta">The inverse temperature, in 1 / loss.</param>
    public static LossStatistics Compute(long step, double seconds, StatisticsWindow window, CaseRecord[] records, double beta)
    {
        var losses = records.Where(record => record.Status == CaseStatus.Seen).Select(record => record.Loss).ToArray();
        var probabilities = new double[losses.Length];
        RobustObjective.Probabilities(losses, beta, probabilities);
        return new LossStatistics
        {
            Step = step,
            Seconds = seconds,
            DrawnLoss = window.Losses.Mean,
            Losses = TailSummary.Of(losses, WorstTail.High),
            Objective = RobustObjective.Value(losses, beta),
            EffectiveSampleSize = Divergence.EffectiveSampleSize(probabilities),
            KullbackLeibler = Divergence.KullbackLeibler(probabilities),
            SeenCases = records.Count(record => record.Visits > 0),
            UnseenCases = records.Count(record => record.Status == CaseStatus.Unseen),
            QuarantinedCases = records.Count(record => record.Status == CaseStatus.Quarantined),
            Beta = beta,
            Staleness = StalenessOf(step, window.Errors, records, beta),
        };
    }

    private static Staleness StalenessOf(long step, float[] errors, CaseRecord[] records, double beta)
    {
        var ages = records.Where(record => record.CanBeDrawn).Select(record => (double)(step - record.LastStep)).ToArray();
        double[] visited = errors.Length > 0 ? Array.ConvertAll(errors, error => (double)error) : [0];
        return new Staleness
        {
            MeanAge = ages.Average(),
            P95Age = Percentile.Of(ages, Tail),
            MaximumAge = (long)ages.Max(),
            Visits = errors.Length,
            MeanError = visited.Average(),
            P95Error = Percentile.Of(visited, Tail),
            MaximumError = visited.Max(),
            TotalVariationBound = StalenessBound.TotalVariation(beta, visited.Max()),
        };
    }
}
