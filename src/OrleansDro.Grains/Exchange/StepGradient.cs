namespace OrleansDro.Grains.Exchange;

/// <summary>A step's gradient over all micro-batches.</summary>
/// <param name="Step">The step.</param>
/// <param name="WeightSum">Sum of all cases' importance weights.</param>
/// <param name="Values">Sum over all cases of weight times gradient.</param>
internal sealed record StepGradient(long Step, double WeightSum, float[] Values);
