namespace OrleansDro.Grains.Protocol.Coordination;

/// <summary>What a trainer ended with.</summary>
/// <param name="ModelHash">SHA-256 of the parameters in name order; equal on all trainers of a run.</param>
/// <param name="ParameterCount">Trainable numbers.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.TrainerSummary")]
internal sealed record TrainerSummary([property: Id(0)] string ModelHash, [property: Id(1)] long ParameterCount);
