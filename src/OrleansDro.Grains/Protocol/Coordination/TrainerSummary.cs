namespace OrleansDro.Grains.Protocol.Coordination;

/// <summary>The model of a trainer at the end of a run.</summary>
/// <param name="ModelHash">SHA-256 of the parameters in name order; equal on all trainers of a run.</param>
/// <param name="ParameterCount">The number of trainable parameters.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.TrainerSummary")]
internal sealed record TrainerSummary([property: Id(0)] string ModelHash, [property: Id(1)] long ParameterCount);
