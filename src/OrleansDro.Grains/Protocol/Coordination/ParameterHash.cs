namespace OrleansDro.Grains.Protocol.Coordination;

/// <summary>A fast hash of a replica's parameters. It finds flipped bits; it is no protection against an attacker.</summary>
/// <param name="Step">Steps that the replica had taken when it was hashed.</param>
/// <param name="Value">XXH3 of the parameters' bytes, 128 bits, in lower-case hex.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.ParameterHash")]
internal sealed record ParameterHash([property: Id(0)] long Step, [property: Id(1)] string Value);
