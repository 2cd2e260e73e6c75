using OrleansDro.Robustness.Metrics;

namespace OrleansDro.Abstractions.Results;

/// <summary>The losses of all training cases after a step: their tail and what the sampler made of them.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.LossStatistics")]
public sealed record LossStatistics
{
    /// <summary>The committed step after which this holds.</summary>
    [Id(0)] public required long Step { get; init; }

    /// <summary>Seconds of training since the run began, earlier attempts included.</summary>
    [Id(1)] public required double Seconds { get; init; }

    /// <summary>Mean fresh loss of the draws since the record before.</summary>
    [Id(2)] public required double DrawnLoss { get; init; }

    /// <summary>The latest losses of the cases seen so far (high is worst).</summary>
    [Id(3)] public required TailSummary Losses { get; init; }

    /// <summary>The robust objective (1/beta) log mean exp(beta loss) over the seen cases; the mean under uniform sampling.</summary>
    [Id(4)] public required double Objective { get; init; }

    /// <summary>Effective sample size 1 / sum q^2 of the sampling distribution over the seen cases, 1 to their number.</summary>
    [Id(5)] public required double EffectiveSampleSize { get; init; }

    /// <summary>Kullback-Leibler divergence of the sampling distribution from uniform over the seen cases, in nats.</summary>
    [Id(6)] public required double KullbackLeibler { get; init; }

    /// <summary>Cases with at least one visit.</summary>
    [Id(7)] public required int SeenCases { get; init; }

    /// <summary>Cases taken out of sampling.</summary>
    [Id(8)] public required int QuarantinedCases { get; init; }

    /// <summary>The inverse temperature of the latest draws, in 1 / loss.</summary>
    [Id(9)] public double Beta { get; init; }

    /// <summary>How stale the losses on record are; null in records of earlier versions.</summary>
    [Id(10)] public Staleness? Staleness { get; init; }

    /// <summary>Cases that can be drawn and have no loss yet; 0 in records of earlier versions.</summary>
    [Id(11)] public int UnseenCases { get; init; }
}
