namespace OrleansDro.Learning.Training;

/// <summary>The factor that turns a weighted sum of gradients into a mean.</summary>
/// <param name="NormalizesWeights">Whether it is 1 / sum of the importance weights (Fidon et al. 2022, self-normalized) rather than 1 / number of cases.</param>
public readonly record struct GradientScale(bool NormalizesWeights)
{
    /// <summary>The factor; 0 if all weights are 0 and the sum is normalized by them.</summary>
    /// <param name="weightSum">Sum of the cases' weights.</param>
    /// <param name="cases">Cases drawn.</param>
    public double Of(double weightSum, int cases) => !NormalizesWeights ? 1.0 / cases : weightSum > 0 ? 1 / weightSum : 0;
}
