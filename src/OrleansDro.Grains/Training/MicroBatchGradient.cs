namespace OrleansDro.Grains.Training;

/// <summary>What a micro-batch adds to the gradient of its step.</summary>
/// <param name="WeightSum">Sum of its cases' importance weights.</param>
/// <param name="Values">Sum over its cases of weight times gradient.</param>
internal sealed record MicroBatchGradient(double WeightSum, float[] Values);
