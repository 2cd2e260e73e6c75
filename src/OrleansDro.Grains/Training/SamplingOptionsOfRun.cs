using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Sampling;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Training;

/// <summary>What a trainer needs of the way in which a run draws.</summary>
internal sealed class SamplingOptionsOfRun(RunSpec spec)
{
    private readonly SamplingOptions _options = SamplingMethod.Of(spec).Options;

    /// <summary>The options at the inverse temperature of a step's draws.</summary>
    public SamplingOptions At(double beta) => _options with { Beta = beta };

    /// <summary>The factor on a step's gradient: 1 / batch size, or 1 / sum of the importance weights where these are normalised.</summary>
    public double ScaleOf(double weightSum)
    {
        var isNormalised = _options.ImportanceWeighting is { Enabled: true, SelfNormalise: true };
        return !isNormalised ? 1.0 / spec.BatchSize : weightSum > 0 ? 1 / weightSum : 0;
    }
}
