namespace OrleansDro.Grains.Protocol.Training;

/// <summary>A replica's state, ready to be fetched in parts.</summary>
/// <param name="Id">Identifies it for its donor.</param>
/// <param name="Step">The step that follows on it.</param>
/// <param name="Parts">The number of its parts.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.ReplicaSnapshot")]
internal sealed record ReplicaSnapshot([property: Id(0)] long Id, [property: Id(1)] long Step, [property: Id(2)] int Parts);
