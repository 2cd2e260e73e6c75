namespace OrleansDro.Grains.Protocol.Coordination;

/// <summary>A quick hash of a replica's parameters; not against intent, but against bits that flip.</summary>
/// <param name="Step">Steps that the replica had taken.</param>
/// <param name="Value">XXH3 of the parameters' bytes, 128 bits, in lower-case hex.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.ParameterHash")]
internal sealed record ParameterHash([property: Id(0)] long Step, [property: Id(1)] string Value);
