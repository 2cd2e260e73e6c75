using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Sampling.Draws;
using OrleansDro.Learning.Training;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Training.Replicas;

/// <summary>What a trainer needs of the way in which a run draws.</summary>
internal sealed class SamplingOptionsOfRun(RunSpec spec)
{
    private readonly SamplingOptions _options = SamplingMethod.Of(spec).Options;

    /// <summary>The options at the inverse temperature of a step's draws.</summary>
    public SamplingOptions At(double beta) => _options with { Beta = beta };

    /// <summary>How a weighted sum of gradients becomes a mean.</summary>
    public GradientScale Scale => new(_options.ImportanceWeighting is { Enabled: true, SelfNormalize: true });
}
