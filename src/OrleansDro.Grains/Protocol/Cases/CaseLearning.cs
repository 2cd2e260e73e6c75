namespace OrleansDro.Grains.Protocol.Cases;

/// <summary>When a case was learned, and how often it was forgotten (Toneva et al., "An empirical study of example forgetting during deep neural network learning", 2019).</summary>
/// <param name="FirstStep">The first step whose loss was below <see cref="Threshold"/>; -1 while there was none.</param>
/// <param name="TimesForgotten">How often a loss of at least <see cref="Threshold"/>, or one that is not finite, followed one below it.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.CaseLearning")]
internal readonly record struct CaseLearning([property: Id(0)] int FirstStep, [property: Id(1)] int TimesForgotten)
{
    /// <summary>ln 2: a cross-entropy below it gives the true class more than half of the probability, in the geometric mean over the voxels of a case.</summary>
    public const float Threshold = 0.6931472f;

    /// <summary>A case that was never learned.</summary>
    public static CaseLearning None { get; } = new(-1, 0);

    /// <summary>The state after a loss.</summary>
    /// <param name="step">The step that measured it.</param>
    /// <param name="before">The loss before it; not a number if there was none.</param>
    /// <param name="loss">The loss.</param>
    public CaseLearning After(int step, float before, float loss) => new(
        FirstStep < 0 && loss < Threshold ? step : FirstStep,
        before < Threshold && !(loss < Threshold) ? TimesForgotten + 1 : TimesForgotten);
}
