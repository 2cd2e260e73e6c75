namespace OrleansDro.Grains.Exchange;

/// <summary>What one or more micro-batches add to the gradient of their step.</summary>
/// <param name="WeightSum">Sum of their cases' importance weights.</param>
/// <param name="Values">Sum over their cases of weight times gradient.</param>
internal sealed record PartialGradient(double WeightSum, float[] Values);
