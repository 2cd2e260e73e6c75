namespace OrleansDro.Grains.Protocol.Coordination;

/// <summary>The state of a run's model that is validated.</summary>
/// <param name="Attempt">The attempt of the run to which it belongs.</param>
/// <param name="Steps">The steps that it has taken.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.ModelState")]
internal sealed record ModelState([property: Id(0)] long Attempt, [property: Id(1)] long Steps);
