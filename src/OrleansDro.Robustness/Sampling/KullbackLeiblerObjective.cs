using OrleansDro.Robustness.Temperature;

namespace OrleansDro.Robustness.Sampling;

/// <summary>
/// Hardness weighted sampling: q = softmax(beta * loss), which maximizes the expected loss minus KL(q, uniform) / beta.
/// <see cref="SamplingOptions.Temperature"/> can control beta.
/// </summary>
/// <param name="options">Valid options of the sampling.</param>
/// <param name="source">The cases.</param>
public sealed class KullbackLeiblerObjective(SamplingOptions options, IHardnessSource source) : ISamplingObjective
{
    private readonly TemperatureController _temperature = new(options.Temperature, options.Beta);

    /// <inheritdoc/>
    public async ValueTask PrepareAsync(long step)
    {
        if (_temperature.IsDue(step) || _temperature.IsCollapsed(source.Mass.LargestProbability(source.Beta), source.Mass.SeenCases))
        {
            await source.SetBetaAsync(await _temperature.BetaAtAsync(step, source.GetMomentsAsync));
        }
    }

    /// <inheritdoc/>
    public ICaseDistribution GetDistribution(double? unseenLoss = null)
    {
        var mass = source.Mass;
        return new SoftmaxDistribution(mass, source.Beta, unseenLoss ?? mass.MaximumLoss);
    }
}
