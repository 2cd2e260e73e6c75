namespace OrleansDro.Grains.Runs;

/// <summary>The range of checkpoints that may contain wrong gradients.</summary>
/// <param name="Attempt">They were saved by this attempt of the run, or by an earlier one.</param>
/// <param name="GoodSteps">They contain more steps than this.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.DistrustedCheckpoints")]
internal sealed record DistrustedCheckpoints([property: Id(0)] long Attempt, [property: Id(1)] long GoodSteps);
