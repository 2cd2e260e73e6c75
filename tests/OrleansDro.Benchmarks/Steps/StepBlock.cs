namespace OrleansDro.Benchmarks.Steps;

/// <summary>Training steps that were taken one after the other.</summary>
/// <param name="Milliseconds">For each step the time of the forward pass with the loss, of the backward pass, and of the update.</param>
/// <param name="Losses">For each step the loss of each case.</param>
internal sealed record StepBlock(double[][] Milliseconds, float[][] Losses);
