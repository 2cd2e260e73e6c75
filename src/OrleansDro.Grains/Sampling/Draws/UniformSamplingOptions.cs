namespace OrleansDro.Grains.Sampling.Draws;

/// <summary>Ordinary training (ERM): each case is drawn once an epoch, in a new order. There are no options.</summary>
internal sealed record UniformSamplingOptions;
