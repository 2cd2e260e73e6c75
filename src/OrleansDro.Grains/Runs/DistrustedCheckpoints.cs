namespace OrleansDro.Grains.Runs;

/// <summary>Checkpoints that may hold wrong gradients.</summary>
/// <param name="Attempt">They are of this attempt of the run, or of an earlier one.</param>
/// <param name="GoodSteps">They have more steps than this.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.DistrustedCheckpoints")]
internal sealed record DistrustedCheckpoints([property: Id(0)] long Attempt, [property: Id(1)] long GoodSteps);
