using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Protocol.Serialization;

/// <summary>Carries <see cref="CaseBlocks"/> over its surrogate.</summary>
[RegisterConverter]
internal sealed class CaseBlocksConverter : IConverter<CaseBlocks, CaseBlocksSurrogate>
{
    /// <inheritdoc/>
    public CaseBlocks ConvertFromSurrogate(in CaseBlocksSurrogate surrogate) => new(surrogate.Cases, surrogate.Shards);

    /// <inheritdoc/>
    public CaseBlocksSurrogate ConvertToSurrogate(in CaseBlocks value) => new() { Cases = value.Cases, Shards = value.Shards };
}
