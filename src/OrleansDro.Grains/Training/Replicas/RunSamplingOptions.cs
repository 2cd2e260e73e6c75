using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Sampling.Draws;
using OrleansDro.Learning.Training;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Training.Replicas;

/// <summary>The sampling options of a run, as its trainers need them.</summary>
internal sealed class RunSamplingOptions(RunSpec spec)
{
    private readonly SamplingOptions _options = SamplingMethod.Of(spec).Options;

    /// <summary>The options at the inverse temperature of a step's draws.</summary>
    public SamplingOptions At(double beta) => _options with { Beta = beta };

    /// <summary>How the weighted sum of gradients is scaled to a mean.</summary>
    public GradientScale Scale => new(_options.ImportanceWeighting is { Enabled: true, SelfNormalize: true });
}
