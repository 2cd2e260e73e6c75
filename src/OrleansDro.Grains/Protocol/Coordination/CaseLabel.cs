namespace OrleansDro.Grains.Protocol.Coordination;

/// <summary>The name of a case.</summary>
/// <param name="Id">Unique in the data set.</param>
/// <param name="Group">Its group, or null.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.CaseLabel")]
internal sealed record CaseLabel([property: Id(0)] string Id, [property: Id(1)] string? Group);
